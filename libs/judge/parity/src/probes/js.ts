import { placeOf, within } from "../world/world.ts";
import { fails, holds, type ProbeRule } from "./probe.ts";

export const js: ProbeRule<"js"> = {
  text: ({ js: { registry, key } }) => `web client registry ${registry}: ${key}`,
  check: ({ js: { registry, key } }, world) => {
    const [found] = within(world, world.index.registry.get(`${registry}/${key}`));
    return found ? holds(placeOf(world, found)) : fails(`nothing adds ${key} to the registry ${registry}`);
  },
};
