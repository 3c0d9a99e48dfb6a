import type { Location } from "@ipai/core";
import { isProof, TIERS, type Capability, type Tier } from "../mapping/schema.ts";
import type { World } from "../world/world.ts";
import { judgeCandidate, type CandidateResult } from "./candidate.ts";
import type { ParityInput } from "./input.ts";

/** A capability with what its best candidate proves. */
export interface CapabilityResult extends Omit<Capability, "candidates"> {
  readonly tier: Tier;
  /** Share of the weight that the best candidate earns, 0 to 1. */
  readonly share: number;
  /** The share if everything unknown turned out well. */
  readonly possibleShare: number;
  /** The share that a table typed by hand would claim: the best candidate's coverage, proven or not. */
  readonly declaredShare: number;
  /** Index of the candidate that counts; null when there is none. */
  readonly best: number | null;
  readonly candidates: readonly CandidateResult[];
  /** Where the mapping has it. */
  readonly at: Location;
}

/** Judges every candidate of the capability at this place in the mapping. */
export function judgeCapability(position: number, input: ParityInput, community: World): CapabilityResult {
  const { mapping, at } = input.mapping;
  const { candidates: named = [], ...capability } = mapping.capabilities[position]!;
  const candidates = named.map((candidate, index) =>
    judgeCandidate(candidate, capability.id, at(["capabilities", position, "candidates", index]), input, community),
  );
  const best = bestOf(candidates);
  return {
    ...capability,
    tier: best === null ? "unmapped" : candidates[best]!.tier,
    share: best === null ? mapping.credit.unmapped : candidates[best]!.share,
    possibleShare: Math.max(mapping.credit.unmapped, ...candidates.map((it) => it.possibleShare)),
    declaredShare: Math.max(0, ...named.map((it) => mapping.coverage_cap[it.coverage])),
    best,
    candidates,
    at: at(["capabilities", position, "id"]),
  };
}

/** What counts as proof first, then the most credit, the stronger evidence, and the mapping's own order. */
function bestOf(candidates: readonly CandidateResult[]): number | null {
  const [best] = [...candidates].sort((a, b) => {
    const other = rank(a);
    return (
      rank(b)
        .map((key, index) => key - other[index]!)
        .find((difference) => difference !== 0) ?? 0
    );
  });
  return best === undefined ? null : candidates.indexOf(best);
}

function rank({ tier, share }: CandidateResult): number[] {
  return [Number(isProof(tier)), share, TIERS.indexOf(tier)];
}
