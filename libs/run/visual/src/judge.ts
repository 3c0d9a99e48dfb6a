import { mkdirSync, readFileSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import type { Issue } from "@ipai/core";
import type { Capture } from "./capture.ts";
import { comparePng, THRESHOLDS } from "./compare.ts";

export interface JudgeOptions {
  /** Folder with `<name>-<width>-<theme>.png`. */
  readonly baseline: string;
  readonly name: string;
  /** Pictures that differ are written here, beside what they are compared with. */
  readonly outDir: string;
  /** Take the captures as the new baseline. */
  readonly update?: boolean;
}

/** Judges captures: no errors, no requests, no sideways scrolling, no serious accessibility violation, like the baseline. */
export function judgePage(captures: readonly Capture[], options: JudgeOptions): Issue[] {
  mkdirSync(options.update ? options.baseline : options.outDir, { recursive: true });
  return captures.flatMap((capture) => {
    const file = `${options.name}-${capture.view.width}-${capture.view.theme}.png`;
    const path = join(options.baseline, file);
    const issue = (code: string, message: string, advice: string): Issue => ({
      code,
      severity: "error",
      message,
      advice,
      at: { path },
    });
    return [
      ...capture.problems.map((problem) =>
        issue("page-problem", problem, "The page must work without a network and without errors."),
      ),
      ...(capture.overflow.length
        ? [
            issue(
              "page-overflow",
              `reaches beyond ${capture.view.width} px: ${capture.overflow.join(", ")}`,
              "Let it wrap, or scroll inside its own box.",
            ),
          ]
        : []),
      ...capture.violations.map(({ id, impact, help, targets }) =>
        issue(
          "page-accessibility",
          `${impact} ${id}: ${help} (${targets.join(", ")})`,
          "See the rule's page of axe-core.",
        ),
      ),
      ...compareWithBaseline(capture, path, join(options.outDir, file), options.update ?? false, issue),
    ];
  });
}

function compareWithBaseline(
  { png, view }: Capture,
  path: string,
  outPath: string,
  update: boolean,
  issue: (code: string, message: string, advice: string) => Issue,
): Issue[] {
  if (update) {
    writeFileSync(path, png);
    return [];
  }
  writeFileSync(outPath, png);
  const advice = `Look at ${outPath}; if it is right, run \`ipai visual test … --update\`.`;
  if (!existsSync(path)) return [issue("picture-missing", "there is no baseline", advice)];
  const threshold = view.width < 768 ? THRESHOLDS.mobile : THRESHOLDS.desktop;
  const { ssim } = comparePng(readFileSync(path), png);
  return ssim >= threshold ? [] : [issue("picture-changed", `SSIM ${ssim}, ${threshold} is asked for`, advice)];
}
