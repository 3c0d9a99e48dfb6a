import { readFileSync, writeFileSync } from "node:fs";
import { comparePng, differences, THRESHOLDS } from "@ipai/visual";
import { CannotRun } from "@ipai/workspace";
import { Command } from "commander";
import { printJson, printText } from "../../io/print.ts";

interface Flags {
  readonly threshold: string;
  readonly diff?: string;
  readonly json?: boolean;
}

/** `ipai visual compare`. */
export function compareCommand(): Command {
  return new Command("compare")
    .argument("<baseline>")
    .argument("<actual>")
    .description("likeness of two PNG files: SSIM of the whole, its worst place, colours; exit 1 where they differ")
    .option("--threshold <ssim>", "0 to 1, for the whole", String(THRESHOLDS.desktop))
    .option("--diff <file>", "write what differs, in red")
    .option("--json", "one JSON document on stdout")
    .action((baseline: string, actual: string, { threshold, diff, json }: Flags) => {
      const { diff: picture, ...result } = comparePng(readPicture(baseline), readPicture(actual));
      const unlike = differences({ ...result, diff: picture }, Number(threshold));
      if (diff) writeFileSync(diff, picture);
      if (json) printJson({ ...result, differences: unlike });
      else
        printText([`SSIM ${result.ssim} (threshold ${threshold})`, ...unlike.map((it) => `differs  ${it}`)].join("\n"));
      process.exitCode = unlike.length ? 1 : 0;
    });
}

function readPicture(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CannotRun((error as Error).message, "name two PNG files");
  }
}
