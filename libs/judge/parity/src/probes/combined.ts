import { placeOf, within } from "../world/world.ts";
import { fails, holds, type ProbeRule } from "./probe.ts";
import { named } from "./view.ts";

export const combined: ProbeRule<"combined"> = {
  text: ({ combined: { xmlid, contains } }) => `view ${xmlid}, combined, has ${contains}`,
  check: ({ combined: { xmlid, contains } }, world) => {
    const root = within(world, world.index.records.get(xmlid)).find(({ fact }) => fact.view);
    if (!root) return fails(`no view ${xmlid}`);
    const found = named(world, root, contains);
    return found
      ? holds(placeOf(world, found))
      : fails(`neither it nor an extension has ${contains}`, placeOf(world, root));
  },
};
