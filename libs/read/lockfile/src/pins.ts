import type { Lock, Pin, PinnedModule, PinnedPackage } from "./schema.ts";

/** Name of Odoo itself wherever a repository is named. */
export const CORE = "odoo/odoo";

/** A pin with the name that origins and reports use. */
export interface NamedPin {
  readonly name: string;
  readonly pin: Pin;
}

/** Every pin in addons-path order: repositories by name, then Odoo itself. */
export function pins(lock: Lock): NamedPin[] {
  const { core, repositories } = lock.resolved;
  const named = Object.keys(repositories)
    .sort()
    .map((name) => ({ name, pin: repositories[name]! }));
  return core ? [...named, { name: CORE, pin: core }] : named;
}

/** Commit whose tree a pin's modules are read from: with the merges, where there are some. */
export function pinnedCommit(pin: Pin): string {
  return pin.head ?? pin.commit;
}

/** A module as the lock has it, with the repository or the package that it comes from. */
export interface LockedModule extends PinnedModule {
  readonly repository: string;
  /** The package, for a module that is pinned as one. */
  readonly package?: PinnedPackage;
}

/** Pinned packages with the module that each holds, by module name. */
export function pinnedPackages(lock: Lock): { readonly module: string; readonly pin: PinnedPackage }[] {
  const { packages = {} } = lock.resolved;
  return Object.keys(packages)
    .sort()
    .map((module) => ({ module, pin: packages[module]! }));
}

/** True for a module that the wish names of its repository, `*` for all of them. */
export function isWished(lock: Lock, repository: string, module: string): boolean {
  const wished = lock.wish.repositories[repository]?.modules;
  return wished === "*" || (wished?.includes(module) ?? false);
}

const ofPin = ({ name: repository, pin }: NamedPin) =>
  Object.entries(pin.modules).map(([name, module]) => ({ name, module: { ...module, repository } }));

const ofPackage = ({ module: name, pin }: ReturnType<typeof pinnedPackages>[number]) => ({
  name,
  module: { ...moduleLine(pin), repository: pin.name, package: pin },
});

/**
 * Every pinned module with its place, in addons-path order: what the wish names of repositories, by repository; then
 * packages; then what else lies in the pinned repositories; then Odoo itself.
 */
export function placedModules(lock: Lock): { readonly name: string; readonly module: LockedModule }[] {
  const all = pins(lock);
  const repositories = all.filter(({ name }) => name !== CORE).flatMap(ofPin);
  const wished = ({ name, module }: (typeof repositories)[number]) => isWished(lock, module.repository, name);
  return [
    ...repositories.filter(wished),
    ...pinnedPackages(lock).map(ofPackage),
    ...repositories.filter((one) => !wished(one)),
    ...all.filter(({ name }) => name === CORE).flatMap(ofPin),
  ];
}

/** What a package's pin says of its module alone. */
function moduleLine(pin: PinnedPackage): PinnedModule {
  const {
    name: _name,
    release: _release,
    sha256: _sha256,
    website: _website,
    yanked: _yanked,
    provenance: _,
    ...module
  } = pin;
  return module;
}

/** Every pinned module by name; the first place in addons-path order wins. */
export function lockedModules(lock: Lock): Map<string, LockedModule> {
  const found = new Map<string, LockedModule>();
  for (const { name, module } of placedModules(lock)) if (!found.has(name)) found.set(name, module);
  return found;
}

/**
 * Names of modules whose content is another one under the second lock: changed, added or removed.
 * Which modules that affects is a question for the graph; null stands for a lock that did not exist.
 */
export function changedModules(before: Lock | null, after: Lock | null): string[] {
  const [old, now] = [before, after].map((lock) => (lock ? lockedModules(lock) : new Map<string, LockedModule>()));
  const names = new Set([...old!.keys(), ...now!.keys()]);
  return [...names].filter((name) => old!.get(name)?.tree !== now!.get(name)?.tree).sort();
}
