import type { World } from "../world/world.ts";

/** What using a module under this licence asks of the module that depends on it: more is stricter. */
const DEMAND: Readonly<Record<string, number>> = {
  "LGPL-3": 0,
  "Other OSI approved licence": 0,
  "GPL-2": 1,
  "GPL-2 or any later version": 1,
  "GPL-3": 1,
  "GPL-3 or any later version": 1,
  "AGPL-3": 2,
};

/** Proprietary modules, and modules that depend on one with a stricter licence than their own. */
export function licenceConflicts(world: World): string[] {
  return [...world.order.keys()].flatMap((name) => {
    const manifest = world.index.modules.get(name)?.facts.manifest;
    if (!manifest) return [];
    const own = DEMAND[manifest.license];
    if (own === undefined) return [`${name} is licensed ${manifest.license}: not free to use`];
    return manifest.depends.flatMap((other) => {
      const license = world.index.modules.get(other)?.facts.manifest?.license ?? "LGPL-3";
      return (DEMAND[license] ?? 0) > own ? [`${name} (${manifest.license}) depends on ${other} (${license})`] : [];
    });
  });
}
