import { parseModuleVersion, type Origin } from "@ipai/core";
import type { Manifest } from "@ipai/module";

/** One module as the graph sees it: its manifest with Odoo's defaults applied. */
export interface GraphModule {
  readonly name: string;
  /** Direct dependencies in manifest order, `["base"]` where the manifest names none. */
  readonly depends: readonly string[];
  /** False, or the dependencies that trigger the installation (all of `depends` for `True`). */
  readonly autoInstall: false | readonly string[];
  /** Upper-case country codes; empty for every country. */
  readonly countries: readonly string[];
  readonly excludes: readonly string[];
  readonly installable: boolean;
  readonly origin: Origin;
  /** Line of each name in `depends` within `__manifest__.py`, where known. */
  readonly dependsLines: Readonly<Record<string, number>>;
}

/** Modules by name with their edges both ways. */
export interface Graph {
  readonly modules: ReadonlyMap<string, GraphModule>;
  /** For every name that somebody depends on, also missing ones: the modules that name it, sorted. */
  readonly dependents: ReadonlyMap<string, readonly string[]>;
}

export interface ManifestEntry {
  readonly name: string;
  readonly manifest: Manifest;
  readonly origin: Origin;
  readonly dependsLines?: Readonly<Record<string, number>>;
}

/**
 * A manifest with the defaults that `odoo/modules/module.py: _load_manifest` applies.
 * With a `series`, a version of another series makes the module not installable, as in Odoo.
 */
export function graphModule(entry: ManifestEntry, series?: string): GraphModule {
  const { name, manifest } = entry;
  const depends = name === "base" ? [] : manifest.depends.length ? [...new Set(manifest.depends)] : ["base"];
  const other = series !== undefined && (parseModuleVersion(manifest.version)?.series ?? series) !== series;
  return {
    name,
    depends,
    autoInstall: manifest.auto_install === true ? depends : manifest.auto_install,
    countries: manifest.countries.map((code) => code.toUpperCase()),
    excludes: manifest.excludes,
    installable: manifest.installable && !other,
    origin: entry.origin,
    dependsLines: entry.dependsLines ?? {},
  };
}

/** Connects modules by their `depends`; the first of two modules with one name stays, as on Odoo's addons path. */
export function buildGraph(modules: Iterable<GraphModule>): Graph {
  const byName = new Map<string, GraphModule>();
  for (const module of modules) if (!byName.has(module.name)) byName.set(module.name, module);
  const dependents = new Map<string, string[]>();
  for (const name of [...byName.keys()].sort()) {
    for (const dependency of byName.get(name)!.depends) {
      const list = dependents.get(dependency);
      if (list) list.push(name);
      else dependents.set(dependency, [name]);
    }
  }
  return { modules: byName, dependents };
}
