import { placeOf, within } from "../world/world.ts";
import { fails, holds, type ProbeRule } from "./probe.ts";

const GIVEN = new Set(["1", "True", "true"]);

export const access: ProbeRule<"access"> = {
  text: ({ access: { model, group, can } }) => `${group ?? "everyone"} can ${can} ${model}`,
  check: ({ access: { model, group, can } }, world) => {
    const rows = within(world, world.index.access.get(`model_${model.replaceAll(".", "_")}`));
    const wanted = group === undefined ? undefined : `ref:${group}`;
    const found = rows.find(
      ({ fact: { values } }) =>
        (values?.["group_id"] || undefined) === wanted && GIVEN.has(values?.[`perm_${can}`] ?? ""),
    );
    if (found) return holds(placeOf(world, found));
    return fails(`no access rule gives it`, ...rows.map((it) => placeOf(world, it)));
  },
};
