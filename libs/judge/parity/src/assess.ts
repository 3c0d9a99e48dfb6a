import { judgeCapability, type CapabilityResult } from "./judge/capability.ts";
import { COMMUNITY, type ParityInput } from "./judge/input.ts";
import type { Mapping } from "./mapping/schema.ts";
import { groupScores, type GroupScore } from "./score/groups.ts";
import { scoreOf, type Score } from "./score/score.ts";
import { makeWorld } from "./world/world.ts";

/** The whole judgement, with the rules it was made by. */
export interface Parity {
  readonly series: string;
  readonly scope: string;
  readonly credit: Mapping["credit"];
  readonly coverage_cap: Mapping["coverage_cap"];
  readonly universe: Mapping["universe"];
  readonly totals: {
    /** Every capability of the universe. */
    readonly universe: Score;
    /** Those the scope requires. */
    readonly required: Score;
  };
  readonly domains: readonly GroupScore[];
  readonly apps: readonly GroupScore[];
  readonly capabilities: readonly CapabilityResult[];
}

/** Mapping, facts and attestations → tiers and scores. Pure: equal input, equal output. */
export function assessParity(input: ParityInput): Parity {
  const { series, scope, credit, coverage_cap, universe, capabilities: named } = input.mapping.mapping;
  const names = [...input.repositories].filter(([, from]) => from === COMMUNITY).map(([name]) => name);
  const community = makeWorld(input.facts, names.filter((name) => input.facts.modules.has(name)).sort(), []);
  const capabilities = named.map((_, position) => judgeCapability(position, input, community));
  return {
    series,
    scope,
    credit,
    coverage_cap,
    universe,
    totals: {
      universe: scoreOf(capabilities),
      required: scoreOf(capabilities.filter((it) => it.scope === "required")),
    },
    domains: groupScores(capabilities, (it) => it.domain),
    apps: groupScores(capabilities, (it) => `${it.domain}.${it.app}`),
    capabilities,
  };
}
