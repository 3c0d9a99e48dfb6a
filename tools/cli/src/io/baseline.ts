import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Baseline } from "@ipai/checks";
import { CannotRun } from "@ipai/workspace";

/** Findings that a file accepts. Throws `CannotRun` for what is no baseline. */
export function readBaseline(path: string): Baseline {
  const advice = "name a file that ipai check --write-baseline wrote";
  if (!existsSync(path)) throw new CannotRun(`no such baseline: ${path}`, advice);
  try {
    return Baseline.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    throw new CannotRun(`not a baseline: ${path}`, advice);
  }
}

/** Throws `CannotRun` where the file cannot be written. */
export function writeBaseline(path: string, baseline: Baseline): void {
  try {
    writeFileSync(path, `${JSON.stringify(baseline, null, 2)}\n`);
  } catch (error) {
    throw new CannotRun(
      `cannot write the baseline: ${(error as Error).message}`,
      "name a file in a folder that exists",
    );
  }
}
