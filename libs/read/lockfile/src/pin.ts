import { createHash } from "node:crypto";
import type { Manifest } from "@ipai/module";
import { lockedModules, placedModules } from "./pins.ts";
import type { Lock, Pin, PinnedModule, PinnedPackage } from "./schema.ts";

/** A module as it lies in a commit, before it is a line of the lock. */
export interface FoundModule {
  readonly name: string;
  readonly path: string;
  readonly tree: string;
  /** Null when it cannot be read; `problem` says why. */
  readonly manifest: Manifest | null;
  readonly problem?: string;
  /** Paths of its files, relative to its folder. */
  readonly files: ReadonlySet<string>;
}

/** Lines of the lock for the modules of one commit; the first of a name wins. Closures are filled by `withClosures`. */
export function pinModules(found: readonly FoundModule[]): Record<string, PinnedModule> {
  const modules: Record<string, PinnedModule> = {};
  for (const module of found) modules[module.name] ??= pinModule(module);
  return modules;
}

const NO_CLOSURE = "0".repeat(64);

export function pinModule({ path, tree, manifest, problem, files }: FoundModule): PinnedModule {
  if (!manifest) {
    const defects = [`manifest: ${problem ?? "cannot be read"}`];
    return { path, version: "", tree, depends: [], license: "", installable: false, defects, closure: NO_CLOSURE };
  }
  const { python, bin } = manifest.external_dependencies;
  const defects = missingFiles(manifest, files);
  return {
    path,
    version: manifest.version,
    tree,
    depends: [...new Set(manifest.depends)],
    license: manifest.license,
    ...(python?.length && { python }),
    ...(bin?.length && { bin }),
    ...(manifest.excludes.length > 0 && { excludes: manifest.excludes }),
    ...(manifest.development_status && { status: manifest.development_status }),
    ...(!manifest.installable && { installable: false as const }),
    ...(defects.length > 0 && { defects }),
    closure: NO_CLOSURE,
  };
}

/** Odoo raises on a data file that does not exist, at install: the module cannot be used as published. */
function missingFiles(manifest: Manifest, files: ReadonlySet<string>): string[] {
  return (["data", "demo"] as const).flatMap((key) =>
    manifest[key].filter((file) => !files.has(file)).map((file) => `${key}: ${file} does not exist`),
  );
}

/** The same lock with every closure hash computed anew: a hash over the tree oids of all that a module needs. */
export function withClosures(lock: Lock): Lock {
  const all = lockedModules(lock);
  const hashOf = (name: string) => {
    const lines = [...closureOf([name], all)].sort().map((one) => `${one} ${all.get(one)?.tree ?? "missing"}\n`);
    return createHash("sha256").update(lines.join("")).digest("hex");
  };
  const closed = (pin: Pin): Pin => {
    const modules = Object.entries(pin.modules).map(([name, module]) => [name, { ...module, closure: hashOf(name) }]);
    return { ...pin, modules: Object.fromEntries(modules) as Pin["modules"] };
  };
  const closedPackage = ([name, pin]: [string, PinnedPackage]) => [name, { ...pin, closure: hashOf(name) }] as const;
  const { core, repositories, packages } = lock.resolved;
  const resolved = Object.entries(repositories).map(([name, pin]) => [name, closed(pin)] as const);
  return {
    ...lock,
    resolved: {
      ...lock.resolved,
      ...(core && { core: closed(core) }),
      repositories: Object.fromEntries(resolved),
      ...(packages && { packages: Object.fromEntries(Object.entries(packages).map(closedPackage)) }),
    },
  };
}

/** The named modules and all that they depend on, missing ones by name too. */
export function closureOf(
  names: Iterable<string>,
  modules: ReadonlyMap<string, { readonly depends: readonly string[] }>,
): Set<string> {
  const found = new Set(names);
  // A Set iterates over what is added on the way.
  for (const name of found) for (const other of modules.get(name)?.depends ?? []) found.add(other);
  return found;
}

/** How the wish for packages is called where repositories are named. */
const PACKAGES = "packages";

/** Modules that the wish names in each repository, all of a pin's for `*`; those of packages under `packages`. */
export function wishedModules(lock: Lock): Map<string, readonly string[]> {
  const named = Object.entries(lock.wish.repositories).map(([name, wish]): [string, readonly string[]] => {
    const all = Object.keys(lock.resolved.repositories[name]?.modules ?? {}).sort();
    return [name, wish.modules === "*" ? all : wish.modules];
  });
  const packages = wishedPackages(lock);
  return new Map(packages.length > 0 ? [...named, [PACKAGES, packages]] : named);
}

/** Modules that are wished for as packages; a repository stands for all of it that is pinned as packages. */
function wishedPackages(lock: Lock): string[] {
  const { packages = {} } = lock.resolved;
  const names = Object.keys(lock.wish.packages ?? {}).flatMap((name) =>
    name.includes("/") ? Object.keys(packages).filter((module) => isOf(packages[module]!, name)) : [name],
  );
  return [...new Set(names)].sort();
}

/** True for a package whose website is the repository of this name. */
export function isOf({ website = "" }: PinnedPackage, repository: string): boolean {
  return website
    .toLowerCase()
    .replace(/(?:\.git)?\/?$/, "")
    .endsWith(`/${repository.toLowerCase()}`);
}

/** Everything the wish needs: its modules with their closure, missing ones by name too. */
export function wantedClosure(lock: Lock): Set<string> {
  return closureOf([...wishedModules(lock).values()].flat(), lockedModules(lock));
}

/** Modules that more than one pin holds, with repositories and packages in addons-path order: the first is the one Odoo loads. */
export function duplicates(lock: Lock): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const { name, module } of placedModules(lock))
    places.set(name, [...(places.get(name) ?? []), module.repository]);
  return new Map([...places].filter(([, repositories]) => repositories.length > 1));
}
