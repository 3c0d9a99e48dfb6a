import type { ControlResult, Observation } from "../record/schema.ts";
import type { Check } from "../schema.ts";
import { isWorse, meets } from "./observe.ts";

export type State = "pass" | "fail" | "unknown" | "waived";

export interface CheckVerdict {
  readonly check: Check;
  readonly state: State;
  /** Why, in one sentence with the observed fact. */
  readonly reason: string;
  /** What to run or do; empty when it passed. */
  readonly next: string;
  readonly observation: Observation | null;
  readonly control: ControlResult | null;
}

/** What is known of a check at this moment. */
export interface Known {
  readonly observation: Observation | null;
  readonly control: ControlResult | null;
  /** Digests of the check and of its inputs as they are now. */
  readonly definition: string;
  readonly inputs: string | null;
  /** Why it could not be observed, if it could not. */
  readonly hindrance?: string;
  readonly now: Date;
  /** The command that observes it anew and keeps the record. */
  readonly again: string;
}

/** A control stands for so long, or as long as the check's observation may. */
const CONTROL_HOURS = 30 * 24;
/** A waiver that outlives a quarter is a decision, and belongs into the threshold. */
const WAIVER_DAYS = 92;
/** Clocks of two machines differ by so much. */
const SKEW_HOURS = 5 / 60;

type Judged = Pick<CheckVerdict, "state" | "reason" | "next">;

/** Judges one check by what is known of it. A check that nobody observed is unknown, never a pass. */
export function judgeCheck(check: Check, known: Known): CheckVerdict {
  const judged = judgeFact(check, known);
  const { observation, control } = known;
  if (judged.state === "pass" || !check.waiver) return { check, ...judged, observation, control };
  return { check, ...applyWaiver(judged, check.waiver, known.now), observation, control };
}

function applyWaiver(judged: Judged, { owner, reason, expires }: NonNullable<Check["waiver"]>, now: Date): Judged {
  const today = now.toISOString().slice(0, 10);
  const red = (why: string): Judged => ({ ...judged, state: "fail", reason: `${judged.reason}; ${why}` });
  if (today > expires) return red(`its waiver by ${owner} expired on ${expires}`);
  if (Date.parse(expires) - Date.parse(today) > WAIVER_DAYS * 86_400_000)
    return red(`its waiver until ${expires} does not count: at most ${WAIVER_DAYS} days do`);
  return { ...judged, state: "waived", reason: `${judged.reason}; waived by ${owner} until ${expires}: ${reason}` };
}

function judgeFact(check: Check, known: Known): Judged {
  const unknown = (reason: string, next = known.again): Judged => ({ state: "unknown", reason, next });
  if (!check.command) return unknown(`not built yet: ${check.missing}`, check.next);
  if (known.hindrance) return unknown(known.hindrance, check.next);
  const { observation } = known;
  if (!observation) return unknown("nobody has observed it");
  const stale = whyStale(observation, known, check.max_age_hours);
  if (stale) return unknown(stale);
  if (observation.observed === null)
    return unknown(`the command showed no fact (exit ${observation.exit ?? "none"})`, check.next);
  const reason = `observed ${observation.observed}, asked for ${check.threshold}`;
  if (!meets(observation.observed, check.threshold)) return { state: "fail", reason, next: check.next };
  const unproven = whyUnproven(check, known);
  return unproven ? unknown(`${reason}, but ${unproven}`) : { state: "pass", reason, next: "" };
}

/** Why an observation says nothing of now; empty when it does. */
function whyStale(observation: Observation, { definition, inputs, now }: Known, maxAgeHours = Infinity): string {
  const hours = (now.getTime() - Date.parse(observation.started_at)) / 3_600_000;
  if (observation.definition !== definition) return "the check is another one since it was observed";
  if (observation.inputs !== inputs) return `what it looks at changed since it was observed`;
  if (hours < -SKEW_HOURS) return `observed in the future, at ${observation.started_at}: a clock is wrong`;
  if (hours > maxAgeHours) return `observed ${Math.round(hours)} hours ago, at most ${maxAgeHours} count`;
  return "";
}

/** Why nobody knows whether the check can go red; empty when its control showed it. */
function whyUnproven(check: Check, { control, definition, inputs, now }: Known): string {
  if (!control) return "nobody has run its control";
  const { whole, broken, red, reason } = control;
  const hours = (now.getTime() - Date.parse(broken.started_at)) / 3_600_000;
  if (broken.definition !== definition) return "its control ran for another check";
  if (!red || broken.observed === null || meets(broken.observed, check.threshold))
    return `its control did not turn it red: ${reason || `observed ${broken.observed}`}`;
  if (whole.observed === null || !isWorse(broken.observed, whole.observed, check.threshold))
    return "its control changed nothing";
  // What made the check able to go red may be what changed: a command that prints nothing stays green for ever.
  if (whole.inputs !== inputs) return "what it looks at changed since its control ran";
  if (hours < -SKEW_HOURS) return "its control ran in the future: a clock is wrong";
  if (hours > Math.max(CONTROL_HOURS, check.max_age_hours ?? 0))
    return `its control ran ${Math.round(hours)} hours ago`;
  return "";
}
