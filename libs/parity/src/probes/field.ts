import { fieldsOf, placeOf } from "../world/world.ts";
import { fails, holds, splitMember, unknown, type ProbeRule } from "./probe.ts";

export const field: ProbeRule<"field"> = {
  text: (probe) => {
    const wanted = [probe.type, probe.relation && `to ${probe.relation}`].filter(Boolean).join(" ");
    return `field ${probe.field}${wanted && ` (${wanted})`}`;
  },
  check: (probe, world) => {
    const definitions = fieldsOf(world, ...splitMember(probe.field));
    const last = definitions.at(-1);
    if (!last) return fails(`${probe.field} is nowhere defined`);
    const places = definitions.map((it) => placeOf(world, it));
    for (const [key, wanted] of [
      ["type", probe.type],
      ["relation", probe.relation],
    ] as const) {
      if (wanted === undefined) continue;
      const found = definitions.findLast(({ fact }) => fact[key] != null)?.fact[key];
      if (found == null) return unknown(`the ${key} of ${probe.field} is not written as a literal`, ...places);
      if (found !== wanted) return fails(`${probe.field} has ${key} ${found}, not ${wanted}`, ...places);
    }
    return holds(places.at(-1)!);
  },
};
