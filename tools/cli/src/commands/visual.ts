import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, parse } from "node:path";
import { exitCode } from "@ipai/core";
import { capturePage, comparePng, findChromium, judgePage, THRESHOLDS } from "@ipai/visual";
import { CannotRun } from "@ipai/workspace";
import { Command } from "commander";
import { formatIssue, formatTotals, printJson, printText } from "../io/print.ts";

const EXAMPLES = `
Examples:
  ipai visual capture dist/parity/index.html --out shots     390 and 1440 px, light and dark
  ipai visual test dist/parity/index.html --baseline tests/visual
  ipai visual compare before.png after.png --threshold 0.98`;

/** `ipai visual`: pages as people see them. */
export function visualCommand(): Command {
  const command = new Command("visual").description("screenshots, likeness (SSIM) and accessibility of pages");
  command
    .command("compare")
    .argument("<baseline>")
    .argument("<actual>")
    .description("structural similarity of two PNG files; exit 1 below the threshold")
    .option("--threshold <ssim>", "0 to 1", String(THRESHOLDS.desktop))
    .option("--json", "one JSON document on stdout")
    .action(compare);
  command
    .command("capture")
    .argument("<page>", "HTML file or URL")
    .description("the whole page at 390 and 1440 px, light and dark")
    .option("--out <folder>", "where the pictures go", "dist/visual")
    .action(capture);
  command
    .command("test")
    .argument("<page>", "HTML file or URL")
    .requiredOption("--baseline <folder>", "committed pictures")
    .option("--out <folder>", "where the new pictures go", "dist/visual")
    .option("--update", "take the pictures as the new baseline")
    .option("--json", "one JSON document on stdout")
    .description("like its baseline, no serious accessibility violation, no sideways scrolling, no network")
    .action(test);
  return command.addHelpText("after", EXAMPLES);
}

function compare(baseline: string, actual: string, { threshold, json }: { threshold: string; json?: boolean }): void {
  const result = comparePng(readPicture(baseline), readPicture(actual));
  if (json) printJson(result);
  else printText(`SSIM ${result.ssim} (threshold ${threshold})`);
  process.exitCode = result.ssim >= Number(threshold) ? 0 : 1;
}

async function capture(page: string, { out }: { out: string }): Promise<void> {
  mkdirSync(out, { recursive: true });
  for (const { view, png } of await capturePage(browser(), page)) {
    const path = join(out, `${parse(page).name}-${view.width}-${view.theme}.png`);
    writeFileSync(path, png);
    printText(path);
  }
}

interface TestFlags {
  readonly baseline: string;
  readonly out: string;
  readonly update?: boolean;
  readonly json?: boolean;
}

async function test(page: string, { baseline, out, update, json }: TestFlags): Promise<void> {
  const options = { baseline, outDir: out, name: parse(page).name, update: update ?? false };
  const issues = judgePage(await capturePage(browser(), page), options);
  if (json) printJson({ issues });
  else printText([...issues.map(formatIssue), formatTotals(issues)].join("\n"));
  process.exitCode = exitCode(issues);
}

function browser(): string {
  const path = findChromium();
  if (!path) throw new CannotRun("there is no Chromium", "apt-get install chromium, or set CHROMIUM to its path");
  return path;
}

function readPicture(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CannotRun((error as Error).message, "name two PNG files");
  }
}
