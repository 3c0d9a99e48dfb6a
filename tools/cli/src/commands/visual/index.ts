import { Command } from "commander";
import { captureCommand } from "./capture.ts";
import { checkCommand } from "./check.ts";
import { compareCommand } from "./compare.ts";
import { testCommand } from "./test.ts";

const EXAMPLES = `
Examples:
  ipai visual capture dist/parity/index.html --out shots     390 and 1440 px, light and dark
  ipai visual test dist/parity/index.html --baseline tests/visual
  ipai visual check visual.yml --server http://127.0.0.1:8069
  ipai visual compare before.png after.png --threshold 0.98`;

/** `ipai visual`: pages as people see them. */
export function visualCommand(): Command {
  return new Command("visual")
    .description("screenshots, likeness (SSIM, places, words) and accessibility of pages")
    .addCommand(checkCommand())
    .addCommand(testCommand())
    .addCommand(captureCommand())
    .addCommand(compareCommand())
    .addHelpText("after", EXAMPLES);
}
