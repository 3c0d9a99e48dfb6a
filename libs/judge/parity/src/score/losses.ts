import { groupBy } from "@ipai/core";
import type { CapabilityResult } from "../judge/capability.ts";
import type { Cause } from "../judge/step.ts";
import { round } from "./score.ts";

/** Score that is missing for one cause, over a set of capabilities. */
export interface Loss {
  readonly cause: Cause | "coverage";
  readonly capabilities: number;
  /** Share of the whole that this cause holds back: all losses and the earned share make 1. */
  readonly share: number;
  /** The capabilities, heaviest loss first. */
  readonly ids: readonly string[];
}

/** What stands between these capabilities and full credit, largest first; each loses by the first thing it lacks. */
export function findLosses(capabilities: readonly CapabilityResult[]): Loss[] {
  const weight = capabilities.reduce((sum, it) => sum + it.weight, 0);
  const wanting = capabilities.filter(({ share }) => share < 1);
  const byCause = groupBy(wanting, firstCause);
  return [...byCause]
    .map(([cause, list]) => ({
      cause,
      capabilities: list.length,
      share: round(list.reduce((sum, it) => sum + lost(it), 0) / weight),
      ids: list.sort((a, b) => lost(b) - lost(a)).map(({ id }) => id),
    }))
    .sort((a, b) => b.share - a.share);
}

function lost({ weight, share }: CapabilityResult): number {
  return weight * (1 - share);
}

/** The first reason of the first step that the counting candidate did not reach; past all steps, what it does not cover. */
export function firstCause(capability: CapabilityResult): Loss["cause"] {
  if (capability.best === null) return "no-candidate";
  const stop = capability.candidates[capability.best]!.steps.find(({ state }) => state !== "reached");
  return stop?.reasons[0]?.cause ?? "coverage";
}
