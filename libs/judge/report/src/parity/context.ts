import type { ParityDiff } from "@ipai/parity";
import type { GraphModule } from "../graph/layout.ts";

/** Scores of one recorded run, each 0 to 1. */
export interface HistoryPoint {
  /** ISO time. */
  readonly at: string;
  readonly commit: string | null;
  readonly proven: number;
  readonly tested: number;
  readonly declared: number;
  readonly universe: number;
}

/** What moved since a recorded run. */
export interface ChangesSince {
  /** ISO time and commit of that run. */
  readonly at: string;
  readonly commit: string | null;
  readonly diff: ParityDiff;
}

export interface GateLine {
  readonly id: string;
  readonly title: string;
  readonly go: boolean;
  /** Checks that block it, each with its reason. */
  readonly blocking: readonly string[];
}

/** What is shown beside the report itself; what is not given is said to be missing, never invented. */
export interface ParityContext {
  /** Oldest first. */
  readonly history?: readonly HistoryPoint[];
  readonly changes?: ChangesSince;
  readonly gates?: readonly GateLine[];
  /** Modules that we run: own ones and the closures of all candidates. */
  readonly modules?: readonly GraphModule[];
}
