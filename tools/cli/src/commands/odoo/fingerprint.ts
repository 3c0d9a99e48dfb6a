import { hash } from "node:crypto";
import { dirname, basename, join } from "node:path";
import { fingerprint } from "@ipai/odoo";
import { hashFolder, StatIndex } from "@ipai/sources";
import { cacheFolder, settingsOf, workspaceRoot } from "@ipai/workspace";
import { Command } from "commander";
import { printJson, printText } from "../../io/print.ts";
import { version } from "../../version.ts";

/** `ipai odoo fingerprint`: what a run stands on besides the add-ons; another answer makes another run. */
export function fingerprintCommand(): Command {
  return new Command("fingerprint")
    .description("what a run stands on: Odoo, Python and its packages, PostgreSQL, pinned add-ons on disk, image")
    .option("--json", "as one JSON object")
    .action(async ({ json }: { json?: boolean }) => {
      const root = workspaceRoot();
      const tree = (folder: string) => treeOf(folder, cacheFolder(root));
      const place = { env: process.env, root, pinned: [settingsOf(root).oca], tree, runner: version() };
      const answer = await fingerprint(place);
      if (json) printJson(answer);
      else
        printText(
          Object.entries(answer)
            .map((line) => line.join("  "))
            .join("\n"),
        );
    });
}

/** Files whose size and time are those of the last run are not read again. */
function treeOf(folder: string, cache: string): string {
  const index = new StatIndex(join(cache, "sources", `run-${hash("sha1", folder)}.json`));
  const { tree } = hashFolder({ root: dirname(folder), ignored: new Set(), index }, basename(folder));
  index.save();
  return tree;
}
