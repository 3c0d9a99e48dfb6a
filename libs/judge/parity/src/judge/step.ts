import type { Location } from "@ipai/core";
import type { Tier } from "../mapping/schema.ts";

/** Why a step was not reached, by what would mend it. */
export type Cause =
  | "no-candidate"
  | "not-pinned"
  | "other-repository"
  | "missing-dependency"
  | "not-installable"
  | "licence"
  | "exclusion"
  | "unreadable"
  | "no-probe"
  | "probe-fails"
  | "probe-unknown"
  | "probe-useless"
  | "not-installed"
  | "void-attestation"
  | "not-tested";

export interface Reason {
  readonly cause: Cause;
  readonly message: string;
}

/** One tier's question about a candidate, answered: `unknown` never counts as reached. */
export interface Step {
  readonly tier: Tier;
  readonly state: "reached" | "missed" | "unknown";
  /** What is missing, or what cannot be known. */
  readonly reasons: readonly Reason[];
  readonly evidence: readonly Location[];
}

export function reached(tier: Tier, evidence: readonly Location[]): Step {
  return { tier, state: "reached", reasons: [], evidence };
}

export function missed(tier: Tier, reasons: readonly Reason[], evidence: readonly Location[] = []): Step {
  return { tier, state: "missed", reasons, evidence };
}

export function unknownStep(tier: Tier, reasons: readonly Reason[], evidence: readonly Location[] = []): Step {
  return { tier, state: "unknown", reasons, evidence };
}

/** The same reason for each message. */
export function because(cause: Cause, ...messages: readonly string[]): Reason[] {
  return [...new Set(messages)].map((message) => ({ cause, message }));
}
