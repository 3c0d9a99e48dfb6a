import type { Catalog } from "@ipai/catalog";
import type { Issue } from "@ipai/core";
import { installOrder, planInstall, type Graph } from "@ipai/graph";
import { CannotRun } from "./cannot-run.ts";
import { graphOf } from "./graph.ts";
import { unknownNames } from "./unknown.ts";

/** Flags of commands that ask about modules as one database would hold them. */
export interface InstalledOptions {
  readonly modules?: string;
  readonly autoInstall?: boolean;
  readonly countries?: string;
}

export interface Installed {
  /** Module names in the order a new database gets them: `base` and what follows it, then the others. */
  readonly names: readonly string[];
  readonly issues: readonly Issue[];
}

/**
 * The modules of one database: those that `--modules` makes Odoo install, `auto_install` included, else every module of
 * the catalog that can be loaded. A database is made first (`-i base`) and filled then (`-i …`), as Odoo's own manager
 * does; order of creation and database ids follow from that.
 */
export function installedModules(catalog: Catalog, options: InstalledOptions = {}): Installed {
  const graph = graphOf(catalog);
  if (!graph.modules.has("base"))
    throw new CannotRun("no source holds 'base', so nothing can be installed", "add Odoo, such as --source ../odoo");
  const choices = {
    skipAutoInstall: options.autoInstall === false,
    countries: split(options.countries),
  };
  const first = planInstall(graph, [], choices).value.modules.map(({ module }) => module.name);
  if (options.modules === undefined) return { names: [...first, ...others(graph, first)], issues: [] };
  const wanted = split(options.modules);
  refuseUnknown(wanted, graph);
  const { value, issues } = planInstall(graph, wanted, { ...choices, installed: first });
  return { names: [...first, ...value.installs], issues };
}

function others(graph: Graph, first: readonly string[]): string[] {
  const installed = new Set(first);
  const rest = new Set([...graph.modules.keys()].filter((name) => !installed.has(name)));
  return installOrder(graph, installed, rest).order.map(({ name }) => name);
}

function refuseUnknown(names: readonly string[], graph: Graph): void {
  const unknown = names.filter((name) => !graph.modules.has(name));
  if (unknown.length) throw unknownNames("module", unknown, graph.modules.keys(), "add its place with --source");
}

function split(text = ""): string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
}
