import { classesOf, placeOf } from "../world/world.ts";
import { fails, holds, type ProbeRule } from "./probe.ts";

export const model: ProbeRule<"model"> = {
  text: (probe) => `model ${probe.model}`,
  check: (probe, world) => {
    const classes = classesOf(world, probe.model);
    const definition = classes.find(({ fact }) => fact.defines);
    if (definition) return holds(placeOf(world, definition));
    return fails(`no module here makes the model ${probe.model}`, ...classes.map((it) => placeOf(world, it)));
  },
};
