import type { Gates, Milestone } from "../schema.ts";
import type { CheckVerdict } from "./verdict.ts";

export interface MilestoneVerdict {
  readonly milestone: Milestone;
  readonly go: boolean;
  readonly checks: readonly CheckVerdict[];
  /** Milestones that must be GO first and are not. */
  readonly blockedBy: readonly string[];
}

/** GO needs every check passed or waived, and every milestone before it GO. */
export function judgeMilestone(
  gates: Gates,
  id: string,
  verdicts: ReadonlyMap<string, CheckVerdict>,
): MilestoneVerdict {
  const milestone = gates.milestones.find((it) => it.id === id)!;
  const checks = milestone.checks.map((name) => verdicts.get(name)!);
  const blockedBy = milestone.needs.filter((name) => !judgeMilestone(gates, name, verdicts).go);
  const go = blockedBy.length === 0 && checks.every(({ state }) => state === "pass" || state === "waived");
  return { milestone, go, checks, blockedBy };
}

/** A milestone and everything it needs, earliest first; empty when there is none of this name. */
export function withNeeds(gates: Gates, id: string): Milestone[] {
  const wanted = new Set([id]);
  for (const milestone of gates.milestones.toReversed())
    if (wanted.has(milestone.id)) for (const need of milestone.needs) wanted.add(need);
  return gates.milestones.filter((milestone) => wanted.has(milestone.id));
}

/** Share of checks that passed by themselves, 0 to 1: a waiver is no pass. */
export function passRate(milestones: readonly MilestoneVerdict[]): number {
  const states = new Map(milestones.flatMap(({ checks }) => checks.map(({ check, state }) => [check.id, state])));
  const passed = [...states.values()].filter((state) => state === "pass").length;
  return states.size === 0 ? 0 : passed / states.size;
}
