import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { exitCode, plural } from "@ipai/core";
import { checkPages, readVisualManifest, renderReview } from "@ipai/visual";
import { CannotRun, progress, progressDone } from "@ipai/workspace";
import { Command } from "commander";
import { formatIssue, formatTotals, printJson, printText } from "../../io/print.ts";
import { browser } from "./browser.ts";

interface Flags {
  readonly server?: string;
  readonly out: string;
  readonly update?: boolean;
  readonly json?: boolean;
}

/** `ipai visual check`. */
export function checkCommand(): Command {
  return new Command("check")
    .argument("[manifest]", "the list of pages", "visual.yml")
    .description("every page of a manifest, as its user, on a running server: docs/visual.md")
    .option("--server <origin>", "such as http://127.0.0.1:8069")
    .option("--out <folder>", "where the new pictures go", "dist/visual")
    .option("--update", "take the pictures as the new baseline")
    .option("--json", "one JSON document on stdout")
    .action(check);
}

async function check(path: string, { server, out, update, json }: Flags): Promise<void> {
  const { value: manifest, issues: refused } = await readVisualManifest(path);
  if (!manifest) throw new CannotRun(refused[0]!.message, refused[0]!.advice);
  mkdirSync(out, { recursive: true });
  const pages = await checkPages(manifest, {
    manifestPath: path,
    chromium: browser(),
    server,
    outDir: out,
    update: update ?? false,
    env: process.env,
    onPage: progress,
  });
  progressDone();
  const issues = pages.flatMap((page) => page.issues);
  const review = join(out, "review.html");
  writeFileSync(review, renderReview(resolve(dirname(path), manifest.baseline), out));
  const pictures = pages.reduce((sum, page) => sum + page.pictures, 0);
  if (json) printJson({ pages, review });
  else
    printText(
      [
        ...issues.map(formatIssue),
        `${plural(pages.length, "page")}, ${plural(pictures, "picture")}: ${review}`,
        formatTotals(issues),
      ].join("\n"),
    );
  process.exitCode = exitCode(issues);
}
