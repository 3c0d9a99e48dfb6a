import type { Issue } from "@ipai/core";

/** The run cannot start or finish (missing folder, no git, bad flag): printed as one line with advice, exit code 2. */
export class CannotRun extends Error {
  readonly advice: string;
  /** Where a file of the user is what hinders: all that is wrong with it. */
  readonly issues: readonly Issue[];

  constructor(message: string, advice: string, issues: readonly Issue[] = []) {
    super(message);
    this.advice = advice;
    this.issues = issues;
  }
}
