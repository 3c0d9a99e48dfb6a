import { exitCode } from "@ipai/core";
import { assessParity, lintParity } from "@ipai/parity";
import { readParityWorkspace } from "@ipai/scoring";
import { Command } from "commander";
import { formatIssue, formatTotals, printJson, printText } from "../../io/print.ts";
import { readableInput } from "./input.ts";

/** `ipai parity lint`: is the mapping complete, are its sources there, do its probes prove anything. */
export function lintCommand(): Command {
  return new Command("lint")
    .description(
      "check the mapping against the Enterprise add-ons, against Community, and its probes against themselves",
    )
    .option("--json", "one JSON document on stdout: {issues}")
    .action(async ({ json }: { json?: boolean }) => {
      const workspace = await readParityWorkspace();
      const input = readableInput(workspace, json);
      if (!input) return;
      const issues = [...workspace.issues, ...lintParity(input, assessParity(input), workspace.universe)];
      if (json) printJson({ issues });
      else printText([...issues.map(formatIssue), formatTotals(issues)].join("\n"));
      process.exitCode = exitCode(issues);
    });
}
