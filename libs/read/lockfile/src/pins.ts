import type { Lock, Pin, PinnedModule } from "./schema.ts";

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

/** A module as the lock has it, with the repository it comes from. */
export interface LockedModule extends PinnedModule {
  readonly repository: string;
}

/** Every pinned module by name; the first pin in addons-path order wins. */
export function lockedModules(lock: Lock): Map<string, LockedModule> {
  const found = new Map<string, LockedModule>();
  for (const { name: repository, pin } of pins(lock)) {
    for (const [name, module] of Object.entries(pin.modules)) {
      if (!found.has(name)) found.set(name, { ...module, repository });
    }
  }
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
