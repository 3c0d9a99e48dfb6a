import type { Issue } from "@ipai/core";
import type { LogSummary } from "./log.ts";

export type BuildStatus = "green" | "yellow" | "red";

/** The colour of a build: red for an error of its judgement, yellow for a warning in its log, else green. */
export function buildStatus(log: LogSummary, issues: readonly Issue[]): BuildStatus {
  if (issues.some(({ severity }) => severity === "error")) return "red";
  return log.warnings.length ? "yellow" : "green";
}
