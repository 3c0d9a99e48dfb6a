import type { Issue } from "@ipai/core";
import type { CandidateResult } from "../judge/candidate.ts";
import type { CapabilityResult } from "../judge/capability.ts";
import type { LocatedMapping } from "../mapping/parse.ts";
import type { FactIndex } from "../world/index-facts.ts";

/** Probes of candidates that are there to be asked, and say nothing: useless ones, and candidates without any. */
export function lintProbes(
  { at }: LocatedMapping,
  capabilities: readonly CapabilityResult[],
  facts: FactIndex,
): Issue[] {
  return capabilities.flatMap(({ candidates }, capability) =>
    candidates.flatMap((candidate, index) => {
      if (!candidate.modules.every((name) => facts.modules.has(name))) return [];
      return issuesOf(candidate, (position) =>
        at(["capabilities", capability, "candidates", index, "probes", ...position]),
      );
    }),
  );
}

function issuesOf(candidate: CandidateResult, at: (position: readonly number[]) => Issue["at"] & object): Issue[] {
  if (candidate.probes.length === 0) {
    return [
      {
        code: "probe-absent",
        severity: "warning",
        message: `nothing says what would prove ${candidate.modules.join(" + ")}`,
        advice: "Add a probe that only its own content satisfies",
        at: at([]),
      },
    ];
  }
  return candidate.probes.flatMap(({ text, useless }, position) =>
    useless === undefined
      ? []
      : [
          {
            code: "probe-useless",
            severity: "error" as const,
            message: `${text} proves nothing: ${useless}`,
            advice: "Probe for something that the candidate alone brings",
            at: at([position]),
          },
        ],
  );
}
