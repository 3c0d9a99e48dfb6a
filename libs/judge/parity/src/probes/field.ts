import { fieldsOf, placeOf, type World } from "../world/world.ts";
import { fails, holds, splitMember, unknown, type ProbeRule } from "./probe.ts";

export const field: ProbeRule<"field"> = {
  text: (probe) => {
    const wanted = [probe.type, probe.relation && `to ${probe.relation}`].filter(Boolean).join(" ");
    return `field ${probe.field}${wanted && ` (${wanted})`}`;
  },
  check: (probe, world) => {
    const [model, name] = splitMember(probe.field);
    const places = fieldsOf(world, model, name).map((it) => placeOf(world, it));
    const last = places.at(-1);
    if (!last) return fails(`${probe.field} is nowhere defined`);
    for (const key of ["type", "relation"] as const) {
      const wanted = probe[key];
      if (wanted === undefined) continue;
      const found = attributeOf(world, model, name, key);
      if (found === undefined) return unknown(`the ${key} of ${probe.field} is not written as a literal`, ...places);
      if (found !== wanted) return fails(`${probe.field} has ${key} ${found}, not ${wanted}`, ...places);
    }
    return holds(last);
  },
};

/** Long enough for every real chain of related fields, and an end for one that runs in a circle. */
const MAX_RELATED = 10;

/** Type or relation of a field: the last that is written, else that of the field it is related to. */
function attributeOf(
  world: World,
  model: string,
  name: string,
  key: "type" | "relation",
  depth = 0,
): string | undefined {
  const definitions = fieldsOf(world, model, name).map(({ fact }) => fact);
  const written = definitions.findLast((it) => it[key] != null)?.[key];
  const related = definitions.findLast((it) => it.related !== undefined)?.related?.split(".");
  if (written != null || !related || depth === MAX_RELATED) return written ?? undefined;
  let at: string | undefined = model;
  for (const step of related.slice(0, -1)) at = at && attributeOf(world, at, step, "relation", depth + 1);
  return at && attributeOf(world, at, related.at(-1)!, key, depth + 1);
}
