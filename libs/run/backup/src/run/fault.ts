import type { Issue } from "@ipai/core";

const ENOUGH = 10;

/** The first ten of many equal issues, and one that counts the others: thousands of lines tell nobody more. */
export function firstOf(issues: readonly Issue[], what: string): Issue[] {
  if (issues.length <= ENOUGH) return [...issues];
  const { code, severity, advice } = issues[0]!;
  const more = { code, severity, message: `${issues.length - ENOUGH} more ${what}, ${issues.length} in all`, advice };
  return [...issues.slice(0, ENOUGH), more];
}

/** An error for people: a stable code, what is wrong, what to do. */
export function fault(code: string, message: string, advice: string): Issue {
  return { code, severity: "error", message, advice };
}
