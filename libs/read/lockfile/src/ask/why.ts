import { wishedModules } from "../pin.ts";
import { lockedModules } from "../pins.ts";
import type { Lock } from "../schema.ts";

export interface Why {
  readonly module: string;
  /** Where it comes from; null when no pin holds it. */
  readonly repository: string | null;
  /** Repositories whose wish names it. */
  readonly wishedBy: readonly string[];
  /** For each direct dependent that is wanted: the shortest way from a wished module, which comes first. */
  readonly paths: readonly (readonly string[])[];
}

/** Why a module is in the wanted closure: who wishes for it, and by which ways the wish leads to it. */
export function why(lock: Lock, module: string): Why {
  const modules = lockedModules(lock);
  const wished = wishedModules(lock);
  const roots = [...new Set([...wished.values()].flat())].sort();
  const cameFrom = shortestWays(roots, (name) => modules.get(name)?.depends ?? []);
  const dependents = [...cameFrom.keys()].filter((name) => modules.get(name)?.depends.includes(module)).sort();
  return {
    module,
    repository: modules.get(module)?.repository ?? null,
    wishedBy: [...wished].filter(([, names]) => names.includes(module)).map(([name]) => name),
    paths: dependents.map((name) => [...wayTo(name, cameFrom), module]),
  };
}

/** For each reachable module the one before it on a shortest way; null for a start. */
function shortestWays(
  starts: readonly string[],
  next: (name: string) => readonly string[],
): Map<string, string | null> {
  const cameFrom = new Map<string, string | null>(starts.map((name) => [name, null]));
  // A Map iterates over what is added on the way.
  for (const name of cameFrom.keys())
    for (const other of next(name)) if (!cameFrom.has(other)) cameFrom.set(other, name);
  return cameFrom;
}

function wayTo(name: string, cameFrom: ReadonlyMap<string, string | null>): string[] {
  const before = cameFrom.get(name);
  return before === null || before === undefined ? [name] : [...wayTo(before, cameFrom), name];
}
