import type { Location } from "./origin.ts";

export type Severity = "error" | "warning" | "info";

/** Something a user should know about their input: what is wrong, where, and what to do. */
export interface Issue {
  /** Stable kebab-case code, e.g. `manifest-not-literal`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, in one sentence without a final full stop. */
  readonly message: string;
  /** What to do about it. */
  readonly advice: string;
  readonly at?: Location;
}

/** A value together with everything noticed while making it. */
export interface Result<T> {
  readonly value: T;
  readonly issues: readonly Issue[];
}

/** Exit code of a run that produced these issues: 1 if any is an error, else 0. */
export function exitCode(issues: Iterable<Issue>): 0 | 1 {
  for (const issue of issues) if (issue.severity === "error") return 1;
  return 0;
}

/** The same issue at a location; a location it already has keeps its own line and column. */
export function locate(issue: Issue, at: Location): Issue {
  return { ...issue, at: { ...at, ...issue.at, path: at.path } };
}
