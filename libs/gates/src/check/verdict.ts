import type { Check, Gates, Milestone, Observation } from "../schema.ts";
import { meets } from "./observe.ts";

export type State = "pass" | "fail" | "unknown" | "waived";

export interface CheckVerdict {
  readonly check: Check;
  readonly state: State;
  /** Why, in one sentence with the observed fact. */
  readonly reason: string;
  readonly observation: Observation | null;
}

export interface MilestoneVerdict {
  readonly milestone: Milestone;
  readonly go: boolean;
  readonly checks: readonly CheckVerdict[];
  /** Milestones that must be GO first and are not. */
  readonly blockedBy: readonly string[];
}

/** Judges one check by what was observed, at this moment. A check that nobody observed is unknown, never a pass. */
export function judgeCheck(check: Check, observation: Observation | null, now: Date): CheckVerdict {
  const { state, reason } = stateOf(check, observation, now);
  const waiver = check.waiver;
  if (state === "pass" || !waiver) return { check, state, reason, observation };
  if (now.toISOString().slice(0, 10) > waiver.expires) {
    return {
      check,
      state,
      reason: `${reason}; its waiver by ${waiver.owner} expired on ${waiver.expires}`,
      observation,
    };
  }
  return {
    check,
    state: "waived",
    reason: `${reason}; waived by ${waiver.owner} until ${waiver.expires}: ${waiver.reason}`,
    observation,
  };
}

function stateOf(check: Check, observation: Observation | null, now: Date): { state: State; reason: string } {
  if (!check.command) return { state: "unknown", reason: `not built yet: ${check.missing}` };
  if (!observation) return { state: "unknown", reason: "nobody has observed it" };
  const hours = (now.getTime() - Date.parse(observation.startedAt)) / 3_600_000;
  if (check.max_age_hours !== undefined && hours > check.max_age_hours) {
    return {
      state: "unknown",
      reason: `observed ${Math.round(hours)} hours ago, at most ${check.max_age_hours} count`,
    };
  }
  if (observation.argv.join("\0") !== check.command.join("\0"))
    return { state: "unknown", reason: "another command was observed" };
  if (observation.observed === null)
    return { state: "unknown", reason: `the command showed no fact (exit ${observation.exit ?? "none"})` };
  const holds = meets(observation.observed, check.threshold);
  return { state: holds ? "pass" : "fail", reason: `observed ${observation.observed}, asked for ${check.threshold}` };
}

/** GO needs every check passed or waived, and every milestone before it GO. Order: as needed, earliest first. */
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

/** A milestone and everything it needs, earliest first. */
export function withNeeds(gates: Gates, id: string): Milestone[] {
  const found = new Map<string, Milestone>();
  const visit = (name: string): void => {
    const milestone = gates.milestones.find((it) => it.id === name);
    if (!milestone || found.has(name)) return;
    for (const need of milestone.needs) visit(need);
    found.set(name, milestone);
  };
  visit(id);
  return [...found.values()];
}
