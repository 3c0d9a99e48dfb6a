import { parse } from "node:path";
import { exitCode } from "@ipai/core";
import { capturePage, judgePage } from "@ipai/visual";
import { Command } from "commander";
import { formatIssue, formatTotals, printJson, printText } from "../../io/print.ts";
import { browser } from "./browser.ts";

interface Flags {
  readonly baseline: string;
  readonly out: string;
  readonly update?: boolean;
  readonly json?: boolean;
}

/** `ipai visual test`. */
export function testCommand(): Command {
  return new Command("test")
    .argument("<page>", "HTML file or URL")
    .requiredOption("--baseline <folder>", "committed pictures")
    .option("--out <folder>", "where the new pictures go", "dist/visual")
    .option("--update", "take the pictures as the new baseline")
    .option("--json", "one JSON document on stdout")
    .description("like its baseline, no serious accessibility violation, no sideways scrolling, no foreign request")
    .action(async (page: string, { baseline, out, update, json }: Flags) => {
      const options = { baseline, outDir: out, name: parse(page).name, update: update ?? false };
      const issues = judgePage(await capturePage(browser(), page), options);
      if (json) printJson({ issues });
      else printText([...issues.map(formatIssue), formatTotals(issues)].join("\n"));
      process.exitCode = exitCode(issues);
    });
}
