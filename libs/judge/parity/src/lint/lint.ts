import type { Issue } from "@ipai/core";
import type { Parity } from "../assess.ts";
import { COMMUNITY, type ParityInput } from "../judge/input.ts";
import { findAdvertised } from "./advertised.ts";
import { lintProbes } from "./probes.ts";
import { lintShown } from "./shown.ts";
import { lintSources } from "./sources.ts";
import { lintAdvertised, lintUniverse } from "./universe.ts";

/** Everything that makes the mapping incomplete or empty of proof; `universe`: names of all Enterprise add-ons. */
export function lintParity(input: ParityInput, parity: Parity, universe: readonly string[]): Issue[] {
  const community = [...input.repositories].filter(([, from]) => from === COMMUNITY).map(([name]) => name);
  const advertised = findAdvertised(input.facts, community.sort());
  return [
    ...lintUniverse(input.mapping, universe),
    ...lintAdvertised(input.mapping, advertised),
    ...lintSources(input.mapping, { advertised, universe, facts: input.facts }),
    ...lintProbes(input.mapping, parity.capabilities, input.facts),
    ...lintShown(input),
  ];
}
