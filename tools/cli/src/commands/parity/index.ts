import { Command } from "commander";
import { diffCommand } from "./diff.ts";
import { explainCommand } from "./explain.ts";
import { historyCommand } from "./history.ts";
import { lintCommand } from "./lint.ts";
import { planCommand } from "./plan.ts";
import { portsCommand } from "./ports/index.ts";
import { runParity, type RunFlags } from "./run.ts";

const EXAMPLES = `
Examples:
  ipai parity                         dist/parity/index.html, report.json, *.csv, report.md
  ipai parity --format json --json    the report on stdout
  ipai parity --threshold 80          a gate: exit 1 below it
  ipai parity lint                    what the mapping forgets, and what proves nothing
  ipai parity explain bank-recon      every answer about a capability, down to the line
  ipai parity diff HEAD~1             what moved the score since, and by which pin
  ipai parity plan --target 80        the cheapest way there`;

/** `ipai parity …`: how far Community, OCA and our own modules reach Enterprise, with the evidence. */
export function parityCommand(): Command {
  return new Command("parity")
    .description("the score, its evidence and its gaps")
    .option("--format <names>", "html, json, csv, parquet, md; separated by commas", "html,json,csv,md")
    .option("--out <folder>", "where the files go, relative to the workspace", "dist/parity")
    .option("--threshold <percent>", "exit 1 when less of the required scope is proven")
    .option("--as-of <date>", "judge the age of attestations by this day (default: today)")
    .option("--json", "the report as one JSON document on stdout")
    .action((flags: RunFlags) => runParity(flags))
    .enablePositionalOptions()
    .addCommand(lintCommand())
    .addCommand(explainCommand())
    .addCommand(diffCommand())
    .addCommand(historyCommand())
    .addCommand(planCommand())
    .addCommand(portsCommand())
    .addHelpText("after", EXAMPLES);
}
