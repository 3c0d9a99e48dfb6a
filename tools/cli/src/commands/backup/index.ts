import { Command } from "commander";
import { createCommand } from "./create.ts";
import { drillCommand } from "./drill.ts";
import { listCommand } from "./list.ts";
import { pitrCommand } from "./pitr.ts";
import { pruneCommand } from "./prune.ts";
import { restoreCommand } from "./restore.ts";
import { runbookCommand } from "./runbook.ts";
import { verifyCommand } from "./verify.ts";

const EXAMPLES = `
Examples:
  ipai backup create --init                              the first copy: makes the repositories
  ipai backup list                                       copies at every site, with age and size
  ipai backup verify --share 10%                         reads a tenth of every site's data against its checksums
  ipai backup restore --site folder --into rehearsal     the newest copy, into a database that does not exist
  ipai backup drill                                      every site's newest copy, restored and proven

What is copied, and to where: backup.yml, see deploy/backup.example.yml and docs/backups.md.`;

/** `ipai backup`: exit 0 all is well, 1 findings (a site without the copy, a difference), 2 could not run. */
export function backupCommand(): Command {
  const command = new Command("backup").description("copies of a database with its filestore, restored and proven");
  const makers = [
    createCommand,
    listCommand,
    verifyCommand,
    restoreCommand,
    drillCommand,
    pruneCommand,
    pitrCommand,
    runbookCommand,
  ];
  for (const make of makers) command.addCommand(make());
  return command.addHelpText("after", EXAMPLES);
}
