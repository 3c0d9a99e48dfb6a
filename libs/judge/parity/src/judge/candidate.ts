import type { Location } from "@ipai/core";
import { closure, loadOrder } from "@ipai/graph";
import { TIERS, type Candidate, type Coverage, type Tier } from "../mapping/schema.ts";
import { makeWorld, type World } from "../world/world.ts";
import { judgeAttested } from "./attested.ts";
import { askProbes, judgeCapable, leaveProbes, type ProbeResult } from "./capable.ts";
import type { ParityInput } from "./input.ts";
import { judgeResolved } from "./resolved.ts";
import { reached, type Step } from "./step.ts";

/** What a candidate is worth, tier by tier. */
export interface CandidateResult {
  readonly modules: readonly string[];
  readonly from: string;
  readonly coverage: Coverage;
  readonly series: readonly string[];
  readonly gaps?: string;
  readonly tier: Tier;
  /** The tier it would have if everything unknown turned out well. */
  readonly possibleTier: Tier;
  /** Share of the capability's weight that it earns: its tier's credit, capped by its coverage. */
  readonly share: number;
  readonly possibleShare: number;
  readonly closure: readonly string[];
  readonly steps: readonly Step[];
  readonly probes: readonly ProbeResult[];
  /** Where the mapping names it. */
  readonly at: Location;
}

/** Judges one candidate of the capability with this id: each tier needs the one before it. */
export function judgeCandidate(
  candidate: Candidate,
  capability: string,
  at: Location,
  input: ParityInput,
  community: World,
): CandidateResult {
  const world = closureWorld(candidate, input);
  const isHere = candidate.modules.every((name) => input.facts.modules.has(name));
  const probes = isHere ? askProbes(candidate, world, community) : leaveProbes(candidate);
  const steps = [
    reached("mapped", [at]),
    judgeResolved(candidate, world, input),
    judgeCapable(probes),
    ...judgeAttested(candidate, capability, world, input),
  ];
  const tier = lastTier(steps, (step) => step.state === "reached");
  const possibleTier = lastTier(steps, (step) => step.state !== "missed");
  const { modules, from, coverage, series, gaps } = candidate;
  return {
    modules,
    from,
    coverage,
    series,
    ...(gaps === undefined ? {} : { gaps }),
    tier,
    possibleTier,
    share: shareOf(tier, coverage, input),
    possibleShare: shareOf(possibleTier, coverage, input),
    closure: [...world.order.keys()],
    steps,
    probes,
    at,
  };
}

/** The candidate's closure in load order; what cannot be loaded comes last, since its facts still say something. */
function closureWorld(candidate: Candidate, input: ParityInput): World {
  const names = [...closure(input.graph, candidate.modules)].filter((name) => input.facts.modules.has(name)).sort();
  const loaded = loadOrder(input.graph, names).order.map(({ name }) => name);
  return makeWorld(input.facts, new Set([...loaded, ...names]), candidate.modules);
}

/** The tier before the first step that does not pass. */
function lastTier(steps: readonly Step[], passes: (step: Step) => boolean): Tier {
  const stop = steps.findIndex((step) => !passes(step));
  return stop === -1 ? steps.at(-1)!.tier : TIERS[TIERS.indexOf(steps[stop]!.tier) - 1]!;
}

function shareOf(tier: Tier, coverage: Coverage, input: ParityInput): number {
  const { credit, coverage_cap } = input.mapping.mapping;
  return Math.min(credit[tier], coverage_cap[coverage]);
}
