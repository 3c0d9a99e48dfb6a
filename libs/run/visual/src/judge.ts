import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Issue } from "@ipai/core";
import type { Capture } from "./capture.ts";
import { comparePng, differences, THRESHOLDS } from "./compare.ts";

export interface JudgeOptions {
  /** Folder with `<name>-<width>-<theme>.png`, and `.txt` with the page's words beside each. */
  readonly baseline: string;
  readonly name: string;
  /** Pictures that differ are written here, beside what they are compared with. */
  readonly outDir: string;
  /** Take the captures as the new baseline. */
  readonly update?: boolean;
}

type MakeIssue = (code: string, message: string, advice: string) => Issue;

/**
 * Judges captures: no errors, no foreign requests, no sideways scrolling, no serious accessibility violation, steady,
 * and like the baseline in picture and words.
 */
export function judgePage(captures: readonly Capture[], options: JudgeOptions): Issue[] {
  mkdirSync(options.update ? options.baseline : options.outDir, { recursive: true });
  return captures.flatMap((capture) => {
    const stem = `${options.name}-${capture.view.width}-${capture.view.theme}`;
    const make: MakeIssue = (code, message, advice) => ({
      code,
      severity: "error",
      message,
      advice,
      at: { path: join(options.baseline, `${stem}.png`) },
    });
    return [...conduct(capture, make), ...compareWithBaseline(capture, stem, options, make)];
  });
}

function conduct({ problems, overflow, violations, flaky, view }: Capture, make: MakeIssue): Issue[] {
  return [
    ...problems.map((it) => make("page-problem", it, "The page must work without errors and ask its own server only.")),
    ...(overflow.length
      ? [
          make(
            "page-overflow",
            `reaches beyond ${view.width} px: ${overflow.join(", ")}`,
            "Let it wrap, or scroll inside its own box.",
          ),
        ]
      : []),
    ...violations.map(({ id, impact, help, targets }) =>
      make(
        "page-accessibility",
        `${impact} ${id}: ${help} (${targets.join(", ")})`,
        "See the rule's page of axe-core.",
      ),
    ),
    ...(flaky ? [make("page-flaky", "three looks gave no equal pictures", "Mask what moves, or wait for it.")] : []),
  ];
}

function compareWithBaseline(
  { png, text, view }: Capture,
  stem: string,
  options: JudgeOptions,
  make: MakeIssue,
): Issue[] {
  const [picture, words] = [`${stem}.png`, `${stem}.txt`];
  const into = options.update ? options.baseline : options.outDir;
  writeFileSync(join(into, picture), png);
  writeFileSync(join(into, words), text);
  if (options.update) return [];
  const baseline = join(options.baseline, picture);
  const advice = `Look at ${join(into, picture)}; if it is right, run \`ipai visual test … --update\`.`;
  if (!existsSync(baseline)) return [make("picture-missing", "there is no baseline", advice)];
  const found = comparePng(readFileSync(baseline), png);
  const unlike = differences(found, view.width < 768 ? THRESHOLDS.mobile : THRESHOLDS.desktop);
  if (unlike.length) writeFileSync(join(into, `${stem}.diff.png`), found.diff);
  return [
    ...unlike.map((message) => make("picture-changed", message, advice)),
    ...compareWords(join(options.baseline, words), text).map((message) => make("words-changed", message, advice)),
  ];
}

/** Lines that are gone and lines that are new, three of each at most: a digit changes few pixels and much sense. */
function compareWords(path: string, text: string): string[] {
  if (!existsSync(path)) return ["there is no baseline of the page's words"];
  const [before, after] = [readFileSync(path, "utf8"), text].map((it) => it.split("\n")) as [string[], string[]];
  if (before.join("\n") === after.join("\n")) return [];
  const [gone, come] = [before.filter((line) => !after.includes(line)), after.filter((line) => !before.includes(line))];
  const told = [...first(gone, "-"), ...first(come, "+")];
  return told.length ? told : ["the same lines stand in another order or number"];
}

function first(lines: readonly string[], sign: string): string[] {
  return lines.slice(0, 3).map((line) => `${sign} ${line.slice(0, 120)}`);
}
