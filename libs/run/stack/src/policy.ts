import type { Issue } from "@ipai/core";

/** A rule that the stack keeps: `docs/stack.md` names it, a test breaks it. */
export interface Policy<Subject> {
  readonly code: string;
  /** What it demands and why, in one line. */
  readonly why: string;
  /** What to write instead. */
  readonly advice: string;
  /** Only in files of production; without, everywhere. */
  readonly production?: true;
  /** What is wrong with the subject, or null; several faults of one kind come as a list. */
  readonly breach: (subject: Subject) => string | null | undefined | false | readonly string[];
}

/** Applies policies to one subject: an issue for each breach, at the subject's line. */
export function applyPolicies<Subject>(
  policies: readonly Policy<Subject>[],
  subject: Subject,
  at: { readonly path: string; readonly line: number },
  production: boolean,
): Issue[] {
  return policies
    .filter((policy) => production || !policy.production)
    .flatMap(({ code, advice, breach }) => {
      const found = breach(subject);
      const messages = !found ? [] : typeof found === "string" ? [found] : found;
      return messages.map((message) => ({ code, severity: "error" as const, message, advice, at }));
    });
}
