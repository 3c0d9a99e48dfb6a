import type { ParityReport } from "@ipai/parity";
import { CAUSE_WORDS, percent } from "./words.ts";

/** The summary for a terminal; the caller adds its last line with the report's path. */
export function renderParityText({ parity, losses, inputs }: ParityReport): string {
  const { required, universe } = parity.totals;
  const modules = inputs.pins.reduce((sum, pin) => sum + pin.modules, inputs.workspace);
  const line = (name: string, it: typeof required) =>
    `${name.padEnd(16)} ${percent(it.proven).padStart(7)} proven ${percent(it.tested).padStart(7)} tested ${percent(it.declared).padStart(7)} declared  ${it.capabilities} capabilities`;
  return [
    `catalog  ${modules} modules, ${inputs.pins.length} repositories; ${inputs.universe.accounted} of ${inputs.universe.addons} Enterprise add-ons accounted for`,
    line("scope: required", required),
    line("whole universe", universe),
    ...parity.domains.map(({ name, score }) => line(`  ${name}`, score)),
    "held back",
    ...losses.required.map((it) => `${percent(it.share).padStart(9)}  ${CAUSE_WORDS[it.cause]} (${it.capabilities})`),
  ].join("\n");
}
