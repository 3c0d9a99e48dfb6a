import { compareText } from "@ipai/core";
import type { CapabilityResult } from "../judge/capability.ts";
import { scoreOf, type Score } from "./score.ts";

/** The score of one domain or app. */
export interface GroupScore {
  readonly name: string;
  readonly score: Score;
}

/** Scores by a key of the capabilities, names in order. */
export function groupScores(
  capabilities: readonly CapabilityResult[],
  key: (it: CapabilityResult) => string,
): GroupScore[] {
  const names = [...new Set(capabilities.map(key))].sort(compareText);
  return names.map((name) => ({ name, score: scoreOf(capabilities.filter((it) => key(it) === name)) }));
}
