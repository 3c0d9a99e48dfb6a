import { Command } from "commander";
import { lintCommand } from "./lint.ts";
import { runParity, type RunFlags } from "./run.ts";

const EXAMPLES = `
Examples:
  ipai parity                         dist/parity/index.html, report.json, *.csv, report.md
  ipai parity --format json --json    the report on stdout
  ipai parity lint                    what the mapping forgets, and what proves nothing`;

/** `ipai parity …`: how far Community, OCA and our own modules reach Enterprise, with the evidence. */
export function parityCommand(): Command {
  return new Command("parity")
    .description("the score, its evidence and its gaps")
    .option("--format <names>", "html, json, csv, md; separated by commas", "html,json,csv,md")
    .option("--out <folder>", "where the files go, relative to the workspace", "dist/parity")
    .option("--as-of <date>", "judge the age of attestations by this day (default: today)")
    .option("--json", "the report as one JSON document on stdout")
    .action((flags: RunFlags) => runParity(flags))
    .addCommand(lintCommand())
    .addHelpText("after", EXAMPLES);
}
