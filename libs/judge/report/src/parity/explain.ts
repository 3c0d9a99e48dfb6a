import { formatLocation, type Location } from "@ipai/core";
import type { CandidateResult, CapabilityResult } from "@ipai/parity";
import { percent } from "./words.ts";

const MARKS = { reached: "✓", holds: "✓", missed: "✗", fails: "✗", unknown: "?" } as const;

/** Everything that was asked about one capability, for a terminal. */
export function renderCapabilityText(it: CapabilityResult): string {
  return [
    `${it.id}  ${it.tier}, ${percent(it.share)} of weight ${it.weight} (${it.scope})`,
    it.title,
    `  ${it.description}`,
    `  Enterprise add-ons: ${it.addons.join(", ") || "none of its own"}`,
    ...it.sources.map((source) => `  source: ${source}`),
    ...(it.none === undefined ? [] : [`  no free module is known: ${it.none}`]),
    ...it.candidates.flatMap((candidate, index) => renderCandidate(candidate, index === it.best)),
  ].join("\n");
}

function place(at: Location): string {
  return `        ${formatLocation(at)}`;
}

function renderCandidate(it: CandidateResult, counts: boolean): string[] {
  return [
    "",
    `  ${it.modules.join(" + ")} from ${it.from}${counts ? " (counts)" : ""}: covers ${it.coverage}, earns ${percent(it.share)}  ${formatLocation(it.at)}`,
    ...(it.gaps === undefined ? [] : [`    gaps: ${it.gaps}`]),
    ...it.steps.flatMap((step) => [
      `    ${MARKS[step.state]} ${step.tier}${step.reasons.map(({ message }) => `\n        ${message}`).join("")}`,
      ...(step.tier === "mapped" || step.tier === "capable" ? [] : step.evidence.map(place)),
    ]),
    ...it.probes.flatMap((probe) => [
      `    ${MARKS[probe.state]} ${probe.text}${probe.state === "holds" ? "" : `: ${probe.reason}`}${probe.useless === undefined ? "" : ` (proves nothing: ${probe.useless})`}`,
      ...probe.evidence.map(place),
    ]),
  ];
}
