import type { Command } from "commander";

/** A command as the list knows it. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Loaded only when the command is asked for. */
  readonly load: () => Promise<Command>;
}
