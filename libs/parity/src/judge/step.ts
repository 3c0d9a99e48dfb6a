import type { Location } from "@ipai/core";
import type { Tier } from "../mapping/schema.ts";

/** One tier's question about a candidate, answered: `unknown` never counts as reached. */
export interface Step {
  readonly tier: Tier;
  readonly state: "reached" | "missed" | "unknown";
  /** What is missing, or what cannot be known. */
  readonly reasons: readonly string[];
  readonly evidence: readonly Location[];
}

export function reached(tier: Tier, evidence: readonly Location[]): Step {
  return { tier, state: "reached", reasons: [], evidence };
}

export function missed(tier: Tier, reasons: readonly string[], evidence: readonly Location[] = []): Step {
  return { tier, state: "missed", reasons, evidence };
}
