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

/** The cheapest way to a target, step after step. */
export interface Roadmap {
  /** Share of the required scope that is aimed at, and what all steps reach. */
  readonly target: number;
  readonly reached: number;
  readonly steps: readonly RoadmapStep[];
}

export interface RoadmapStep {
  readonly title: string;
  /** What to do, in one sentence. */
  readonly detail: string;
  /** Days of work; null where nothing was measured to price it by. */
  readonly days: number | null;
  /** Share of the scope after this step. */
  readonly proven: number;
  /** Capabilities that move. */
  readonly ids: readonly string[];
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
  readonly roadmap?: Roadmap;
  readonly gates?: readonly GateLine[];
  /** Modules that we run: own ones and the closures of all candidates. */
  readonly modules?: readonly GraphModule[];
}
