import { classesOf, placeOf } from "../world/world.ts";
import { fails, holds, splitMember, type ProbeRule } from "./probe.ts";

export const method: ProbeRule<"method"> = {
  text: (probe) => `method ${probe.method}, made or extended with super()`,
  check: (probe, world) => {
    const [model, name] = splitMember(probe.method);
    const own = classesOf(world, model).filter(({ module }) => world.own.has(module));
    const found = own.flatMap(({ module, fact }) =>
      fact.methods
        .filter((it) => it.name === name)
        .map((it) => ({ module, fact: { ...it, file: fact.file, defines: fact.defines } })),
    );
    const good = found.find(({ fact }) => fact.callsSuper || fact.defines);
    if (good) return holds(placeOf(world, good));
    const places = found.map((it) => placeOf(world, it));
    return fails(
      found.length > 0 ? `${name} replaces the one below it: no super()` : `no ${name} on ${model}`,
      ...places,
    );
  },
};
