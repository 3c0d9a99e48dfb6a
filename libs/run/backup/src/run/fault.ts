import type { Issue } from "@ipai/core";

/** An error for people: a stable code, what is wrong, what to do. */
export function fault(code: string, message: string, advice: string): Issue {
  return { code, severity: "error", message, advice };
}
