import { mkdirSync, writeFileSync } from "node:fs";
import { join, parse } from "node:path";
import { capturePage } from "@ipai/visual";
import { Command } from "commander";
import { printText } from "../../io/print.ts";
import { browser } from "./browser.ts";

/** `ipai visual capture`. */
export function captureCommand(): Command {
  return new Command("capture")
    .argument("<page>", "HTML file or URL")
    .description("the whole page at 390 and 1440 px, light and dark")
    .option("--out <folder>", "where the pictures go", "dist/visual")
    .option("--ready <selector>", "is visible once the page is there")
    .action(async (page: string, { out, ready }: { out: string; ready?: string }) => {
      mkdirSync(out, { recursive: true });
      for (const { view, png } of await capturePage(browser(), page, ready === undefined ? {} : { ready })) {
        const path = join(out, `${parse(page).name}-${view.width}-${view.theme}.png`);
        writeFileSync(path, png);
        printText(path);
      }
    });
}
