import { judgeOdoosh, type FeatureVerdict, type OdooshScore } from "@ipai/odoosh";
import { workspaceRoot } from "@ipai/workspace";
import { Command } from "commander";
import pc from "picocolors";
import { checkJson, STATES } from "../../gates/render.ts";
import { formatIssue, printJson, printText } from "../../io/print.ts";
import { parseThreshold } from "../../io/threshold.ts";
import { probeCommand } from "./probe.ts";

const EXAMPLES = `
Examples:
  ipai odoosh                            the score, and the state of each of Odoo.sh's features
  ipai odoosh --record staging profiler  try these features and their controls now, and keep what was observed
  ipai odoosh probe neutralised-copy     one probe, fact by fact

A feature counts only while its probe's record is fresh and its negative control went red: docs/odoosh.md`;

interface Flags {
  readonly threshold: string;
  readonly record?: readonly string[] | true;
  readonly json?: boolean;
}

/** `ipai odoosh`: exit 0 at or above the threshold, 1 below. */
export function odooshCommand(): Command {
  return new Command("odoosh")
    .description("Odoo.sh's features, each proven by execution or honestly not")
    .option("--threshold <percent>", "of the features that apply", "95")
    .option("--record [features...]", "run probes and controls now (all of them, or those named) and keep the records")
    .option("--json", "one JSON document on stdout")
    .enablePositionalOptions()
    .addCommand(probeCommand())
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run({ threshold, record, json }: Flags): Promise<void> {
  const wanted = parseThreshold(threshold);
  const { score, issues } = await judgeOdoosh(workspaceRoot(), record);
  const met = score.score >= wanted;
  if (json) printJson({ threshold: wanted, met, ...toJson(score), issues });
  else printText([...issues.map(formatIssue), toText(score, wanted)].join("\n"));
  process.exitCode = met ? 0 : 1;
}

function toText({ features, proven, applicable, score }: OdooshScore, wanted: number): string {
  const met = score >= wanted ? pc.green("met") : pc.red("not met");
  return [
    ...features.map(featureText),
    `Odoo.sh parity ${score} %: ${proven} of ${applicable} features proven, asked for ${wanted} %: ${met}`,
  ].join("\n");
}

function featureText({ feature, state, verdict }: FeatureVerdict): string {
  const reason = feature.not_applicable ?? verdict.reason;
  const head = `${STATES[state]} ${String(feature.number).padStart(2)} ${feature.id}: ${feature.title}`;
  const next = verdict.next && state !== "n/a" && feature.command ? [pc.dim(`           next: ${verdict.next}`)] : [];
  return [head, pc.dim(`           ${reason}`), ...next].join("\n");
}

function toJson({ features, ...score }: OdooshScore): object {
  const rows = features.map(({ feature, state, verdict }) => {
    const { number, documented, source, proof, not_applicable = null } = feature;
    return { ...checkJson(verdict), state, number, documented, source, proof, not_applicable };
  });
  return { ...score, features: rows };
}
