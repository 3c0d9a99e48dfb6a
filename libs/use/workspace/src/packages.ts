import { existsSync } from "node:fs";
import { join } from "node:path";
import { type FactPack, openFactPack } from "@ipai/catalog";
import { CORE, isWished, type Lock, pinnedPackages } from "@ipai/lockfile";
import { openPackage, WheelStore } from "@ipai/packages";
import type { Source } from "@ipai/sources";

/**
 * The lock's packages as sources of one module each: facts from the pack that travels with the lock, where it has just
 * this content, else from the wheels on this machine. Throws `SourceUnavailable` where neither is at hand.
 */
export function openPackages(lock: Lock, root: string, cache: string): (Source | FactPack)[] {
  const store = new WheelStore(cache);
  const folder = join(root, "facts");
  const sha256 = lock.resolved.packageFacts;
  const isHere = sha256 !== undefined && existsSync(join(folder, `${sha256}.json.br`));
  const pack = isHere ? openFactPack({ folder, sha256, cache, name: "packages" }) : null;
  const known = new Map(pack?.modules.map((module) => [module.name, module]));
  return pinnedPackages(lock).map(({ module, pin }) => {
    const open = () => openPackage({ name: pin.name, module, sha256: pin.sha256, tree: pin.tree }, store);
    const packed = known.get(module);
    if (!pack || packed?.tree !== pin.tree) return open();
    return { ...pack, name: pin.name, commit: pin.sha256, modules: [packed], issues: [], bytes: open };
  });
}

/** Opened pins and packages in the order in which Odoo would find them: `placedModules` of the lock. */
export function onAddonsPath(
  lock: Lock,
  pins: readonly (Source | FactPack)[],
  packages: readonly (Source | FactPack)[],
): (Source | FactPack)[] {
  const repositories = pins.filter(({ name }) => name !== CORE);
  const part = (wished: boolean) =>
    repositories.map((source) => ({
      ...source,
      modules: source.modules.filter(({ name }) => isWished(lock, source.name, name) === wished),
    }));
  // What is noticed of a source is said once, though it is on the path twice.
  const others = part(false).map((source) => ({ ...source, issues: [] }));
  return [...part(true), ...packages, ...others, ...pins.filter(({ name }) => name === CORE)];
}
