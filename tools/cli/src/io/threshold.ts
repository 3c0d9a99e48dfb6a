import { CannotRun } from "@ipai/workspace";

/** Percent, 0 to 100, of a `--threshold`. Throws `CannotRun` for anything else: it would always or never be met. */
export function parseThreshold(text: string): number {
  const percent = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (percent >= 0 && percent <= 100) return percent;
  throw new CannotRun(`${JSON.stringify(text)} is no threshold`, "name a percentage, such as --threshold 80");
}
