import type { Ground } from "./ground.ts";

/** One observed fact beside what was expected of it. */
export interface Fact {
  readonly fact: string;
  readonly observed: string | number | boolean;
  readonly wanted: string;
  readonly holds: boolean;
}

/** Tries a feature for real; with `broken`, the thing that it is about is broken first, and facts must fall. */
export interface Probe {
  readonly name: string;
  readonly breaks: string;
  run(ground: Ground, broken: boolean): Promise<Fact[]>;
}

/** A fact that must equal something. */
export function equal(fact: string, observed: Fact["observed"], wanted: Fact["observed"]): Fact {
  return { fact, observed, wanted: String(wanted), holds: observed === wanted };
}

/** A fact that must be at least so much. */
export function atLeast(fact: string, observed: number, wanted: number): Fact {
  return { fact, observed, wanted: `>= ${wanted}`, holds: observed >= wanted };
}

/** A fact that must be something else than before. */
export function differs(fact: string, observed: string, from: string): Fact {
  return { fact, observed, wanted: `not ${from}`, holds: observed !== "" && observed !== from };
}
