import type { PortModule } from "./needs.ts";

/** A port that was done: the module as it was, and what it took. */
export interface DonePort {
  readonly before: PortModule;
  /** Repository, commit and tree of the ported module. */
  readonly after: PortModule["origin"];
  /** Lines of code and tests that differ, added and deleted. */
  readonly lines: number;
}

/** What a fresh machine needs to price ports with no network: needs and sizes, never code. */
export interface PortsDocument {
  readonly format: "ipai-ports/1";
  /** Candidates that are not at the target series, with what of their closure is not there either. */
  readonly modules: readonly PortModule[];
  readonly done: readonly DonePort[];
}
