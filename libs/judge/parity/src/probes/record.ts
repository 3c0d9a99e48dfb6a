import type { RecordFacts } from "@ipai/module";
import { placeOf, within, type World } from "../world/world.ts";
import { fails, holds, type ProbeAnswer, type ProbeRule } from "./probe.ts";

/** A record with this xml id that is what the probe's name says. */
function findRecord(id: string, world: World, noun: string, fits: (it: RecordFacts) => boolean): ProbeAnswer {
  const entries = within(world, world.index.records.get(id));
  const found = entries.find(({ fact }) => fits(fact));
  if (found) return holds(placeOf(world, found));
  const [other] = entries;
  if (other) return fails(`${id} is a record of ${other.fact.model}, no ${noun}`, placeOf(world, other));
  return fails(`no record ${id}`);
}

const isMenu = (it: RecordFacts) => it.kind === "menuitem" || it.model === "ir.ui.menu";
const isAction = (it: RecordFacts) => it.model.startsWith("ir.actions.");

export const menu: ProbeRule<"menu"> = {
  text: (probe) => `menu ${probe.menu}`,
  check: (probe, world) => findRecord(probe.menu, world, "menu", isMenu),
};

export const action: ProbeRule<"action"> = {
  text: (probe) => `action ${probe.action}`,
  check: (probe, world) => findRecord(probe.action, world, "action", isAction),
};

export const report: ProbeRule<"report"> = {
  text: (probe) => `report ${probe.report}`,
  check: (probe, world) => findRecord(probe.report, world, "report", (it) => it.model === "ir.actions.report"),
};

export const cron: ProbeRule<"cron"> = {
  text: (probe) => `scheduled action ${probe.cron}`,
  check: (probe, world) => findRecord(probe.cron, world, "scheduled action", (it) => it.model === "ir.cron"),
};

export const xmlid: ProbeRule<"xmlid"> = {
  text: (probe) => `record ${probe.xmlid}`,
  check: (probe, world) => findRecord(probe.xmlid, world, "record", () => true),
};
