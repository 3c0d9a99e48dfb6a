import type { RecordFacts } from "@ipai/module";
import type { Of } from "../world/index-facts.ts";
import { placeOf, within, type World } from "../world/world.ts";
import { fails, holds, type ProbeRule } from "./probe.ts";

export const view: ProbeRule<"view"> = {
  text: ({ view: { model, type, contains } }) =>
    `${type ?? "any"} view of ${model}${contains === undefined ? "" : ` with ${contains}`}`,
  check: ({ view: { model, type, contains } }, world) => {
    const roots = within(world, world.index.views.get(model)).filter(
      ({ fact: { view: it } }) => it!.mode === "primary" && it!.active && (type === undefined || it!.type === type),
    );
    if (roots.length === 0) return fails(`no ${type ?? ""} view of ${model}`.replace("  ", " "));
    if (contains === undefined) return holds(placeOf(world, roots[0]!));
    for (const root of roots) {
      const found = named(world, root, contains);
      if (found) return holds(placeOf(world, root), placeOf(world, found));
    }
    return fails(`${contains} is in none of them`, ...roots.map((it) => placeOf(world, it)));
  },
};

/** The view, or the extension of it at any depth, that has this name in its arch. */
export function named(world: World, root: Of<RecordFacts>, name: string): Of<RecordFacts> | undefined {
  const queue = [root];
  const seen = new Set<string | null>();
  for (const entry of queue) {
    if (entry.fact.view!.names.includes(name)) return entry;
    if (entry.fact.id === null || seen.has(entry.fact.id)) continue;
    seen.add(entry.fact.id);
    const below = within(world, world.index.extensions.get(entry.fact.id));
    queue.push(...below.filter(({ fact: { view: it } }) => it!.mode === "extension" && it!.active));
  }
  return undefined;
}
