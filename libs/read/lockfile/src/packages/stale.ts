import { fits, specifierOf } from "@ipai/packages";
import type { Lock } from "../schema.ts";

/** Wishes for packages without a pin that fits, by module or repository name, with the reason. */
export function stalePackages(lock: Lock): Map<string, string> {
  const { packages = {} } = lock.resolved;
  const open = Object.entries(lock.wish.packages ?? {}).flatMap(([name, wish]): [string, string][] => {
    if (name.includes("/")) return [];
    const pin = packages[name];
    const version = typeof wish === "string" ? wish : wish.version;
    if (!pin) return [[name, "not pinned yet"]];
    return fits(pin.release, specifierOf(version, lock.series))
      ? []
      : [[name, `pinned ${pin.release}, wished ${version}`]];
  });
  return new Map(open);
}
