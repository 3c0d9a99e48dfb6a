import type { ParityReport } from "@ipai/parity";
import { CAUSE_WORDS, percent } from "./words.ts";

/** The report for a pull request: short enough to be read. */
export function renderParityMarkdown({ parity, losses, inputs }: ParityReport): string {
  const { required, universe } = parity.totals;
  const row = (name: string, it: typeof required) =>
    `| ${name} | ${it.capabilities} | **${percent(it.proven)}** | ${percent(it.tested)} | ${percent(it.declared)} |`;
  return `${[
    `# Enterprise parity at ${parity.series}: ${percent(required.proven)} proven`,
    "",
    `Scope: ${parity.scope}. ${inputs.universe.accounted} of ${inputs.universe.addons} Enterprise add-ons accounted for.`,
    "",
    "| | capabilities | proven | tested | declared, for contrast |",
    "|---|---|---|---|---|",
    row("scope: required", required),
    row("whole universe", universe),
    ...parity.domains.map(({ name, score }) => row(name, score)),
    "",
    "## What holds the scope back",
    "",
    ...losses.required.map((it) => `- ${percent(it.share)}: ${CAUSE_WORDS[it.cause]} (${it.capabilities})`),
  ].join("\n")}\n`;
}
