import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readDrills, renderRunbook } from "@ipai/backup";
import { CannotRun, workspaceRoot } from "@ipai/workspace";
import { Command } from "commander";
import { report, type BackupOptions } from "./session.ts";

const FILE = "docs/DR_RUNBOOK.md";

/** `ipai backup runbook` */
export function runbookCommand(): Command {
  return new Command("runbook")
    .description(`write ${FILE} around the newest attested drill`)
    .option("--json", "one JSON document on stdout")
    .action(async ({ json }: BackupOptions) => {
      const root = workspaceRoot();
      const { value, issues } = await readDrills(root);
      const [newest] = value;
      if (!newest) throw new CannotRun("no drill is attested below evidence/backup", "run `ipai backup drill`");
      writeFileSync(join(root, FILE), renderRunbook(newest.attestation, newest.path));
      report(json, { file: FILE, attestation: newest.path }, `${FILE} tells of ${newest.path}`, issues);
    });
}
