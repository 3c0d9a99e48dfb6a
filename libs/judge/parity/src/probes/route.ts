import { placeOf, within } from "../world/world.ts";
import { fails, holds, type ProbeRule } from "./probe.ts";

export const route: ProbeRule<"route"> = {
  text: (probe) => `route ${probe.route}${probe.auth === undefined ? "" : ` (auth ${probe.auth})`}`,
  check: (probe, world) => {
    const routes = within(world, world.index.routes.get(probe.route));
    const found = routes.find(({ fact }) => probe.auth === undefined || fact.auth === probe.auth);
    if (found) return holds(placeOf(world, found));
    const places = routes.map((it) => placeOf(world, it));
    return fails(routes.length > 0 ? `its auth is ${routes[0]!.fact.auth}` : `no route ${probe.route}`, ...places);
  },
};
