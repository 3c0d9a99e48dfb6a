import type { CopyState } from "@ipai/backup";

/** What the reference knows of one copy at one site: told by who made it, never read from the product. */
export interface Known {
  readonly id: string;
  /** By the clock of the moment. */
  readonly time: number;
  /** Which content of the database it holds. */
  readonly version: number;
  readonly missing: number;
  proven: boolean | null;
}

const TOLERANCE = 600_000;

/** The state that a copy must have, by the words of docs/backups.md. */
export function expectedState({ time, missing, proven }: Known, now: number): CopyState {
  if (time > now + TOLERANCE) return "future";
  if (missing || proven === false) return "incomplete";
  return proven ? "whole" : "unproven";
}

const good = (state: CopyState) => state === "whole" || state === "unproven";

/** The copy that a recovery must take: the last one made that is complete and not of the future. */
export function expectedLatest(copies: readonly Known[], now: number): Known | undefined {
  return copies.findLast((copy) => good(expectedState(copy, now)));
}

/** Copies that no prune may touch, oldest first as they were made. */
export function untouchable(copies: readonly Known[], now: number): Known[] {
  const state = (copy: Known) => expectedState(copy, now);
  const last = copies.at(-1);
  if (last && !good(state(last))) return [...copies];
  const lastGood = copies.findLast((copy) => good(state(copy)));
  const lastWhole = copies.findLast((copy) => state(copy) === "whole");
  return copies.filter((copy) => copy === lastGood || copy === lastWhole || state(copy) === "future");
}
