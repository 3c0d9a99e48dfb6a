import { rollback } from "@ipai/database";
import { progress, progressDone } from "@ipai/workspace";
import { Command } from "commander";
import pc from "picocolors";
import { formatIssue, printJson, printText } from "../../io/print.ts";
import { adminServer, onServer, SERVER_HELP } from "./server.ts";
import { formatFacts } from "./snapshot.ts";

interface Flags {
  readonly database: string;
  readonly endConnections?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  ipai db rollback before-update                     production becomes what the snapshot holds
  ipai db rollback before-update --end-connections   also while Odoo is still connected
  ipai db rollback replaced-20261122T131500123Z      back to what a rollback replaced

What the database was stays beside it, under a dated name. Attachments lie in Odoo's filestore, which is not touched: it
still holds the snapshot's files unless Odoo's vacuum ran since. ${SERVER_HELP}`;

/** `ipai db rollback`: exit 0 proven equal, 1 not equal afterwards, 2 nothing was done. */
export function rollbackCommand(): Command {
  return new Command("rollback")
    .description("makes a database what a snapshot of it holds, proves it, and keeps what it was")
    .argument("<name>", "of a snapshot: ipai db snapshot list")
    .option("--database <name>", "what to bring back", "production")
    .option("--end-connections", "send away whoever is connected, instead of refusing")
    .option("--json", "one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(name: string, { database, endConnections = false, json }: Flags): Promise<void> {
  const began = Date.now();
  const report = await onServer(() =>
    rollback(adminServer(), database, name, { endConnections, onStep: (step) => progress(`${database}: ${step}`) }),
  );
  progressDone();
  const seconds = (Date.now() - began) / 1000;
  const { facts, replaced, issues } = report;
  if (json) printJson({ database, snapshot: name, seconds, ...report });
  else {
    for (const issue of issues) printText(formatIssue(issue));
    if (facts)
      printText(
        `${issues.length ? pc.red("x ") : pc.green("ok")} ${database} is ${name}: ${formatFacts(facts)}, proven in ${seconds.toFixed(1)} s\n   what it was: ipai db rollback ${replaced} --database ${database}`,
      );
    else printText("nothing was done");
  }
  process.exitCode = replaced === null ? 2 : issues.length ? 1 : 0;
}
