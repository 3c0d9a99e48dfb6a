import { type Issue, plural } from "@ipai/core";
import { dropSnapshot, listSnapshots, takeSnapshot, type Facts } from "@ipai/database";
import { progress, progressDone } from "@ipai/workspace";
import { Command } from "commander";
import { formatIssue, formatTable, printJson, printText } from "../../io/print.ts";
import { adminServer, onServer, SERVER_HELP } from "./server.ts";

interface Flags {
  readonly database: string;
  readonly endConnections?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  ipai db snapshot take before-update      of production, which nobody may be connected to
  ipai db snapshot list
  ipai db snapshot drop before-update

A snapshot is a database on the same server: quick to return to (ipai db rollback), lost with the server. Backups are
\`ipai backup\`. ${SERVER_HELP}`;

/** `ipai db snapshot`: exit 2 where nothing was done. */
export function snapshotCommand(): Command {
  const command = new Command("snapshot").description("a copy of a database to return to: take, list, drop");
  const sub = (name: string, description: string) =>
    command
      .command(name)
      .description(description)
      .option("--database <name>", "whose snapshots", "production")
      .option("--json", "one JSON document on stdout");
  sub("take", "copies the database under a name")
    .argument("<name>", "letters, digits and dashes: before-update")
    .option("--end-connections", "send away whoever is connected, instead of refusing")
    .action(take);
  sub("list", "snapshots, and what rollbacks replaced").action(list);
  sub("drop", "drops a snapshot, or what a rollback replaced").argument("<name>").action(drop);
  return command.addHelpText("after", EXAMPLES);
}

async function take(name: string, { database, endConnections = false, json }: Flags): Promise<void> {
  progress(`copying ${database}`);
  const { copy, issues } = await onServer(() => takeSnapshot(adminServer(), database, name, { endConnections }));
  progressDone();
  if (json) printJson({ snapshot: copy, issues });
  else if (copy?.facts) printText(`${name}: ${formatFacts(copy.facts)}, in database ${copy.database}`);
  report(issues, json);
}

async function list({ database, json }: Flags): Promise<void> {
  const snapshots = await onServer(() => listSnapshots(adminServer(), database));
  if (json) return printJson({ snapshots });
  const rows = snapshots.map(({ name, ipai, at, bytes, facts }) => [
    name,
    ipai,
    at.slice(0, 19).replace("T", " "),
    `${(bytes / 1e6).toFixed(0)} MB`,
    facts ? formatFacts(facts) : "not counted",
  ]);
  if (rows.length) printText(formatTable([["name", "is", "taken (UTC)", "size", "holds"], ...rows]));
  printText(plural(rows.length, "snapshot"));
}

async function drop(name: string, { database, json }: Flags): Promise<void> {
  const issues = await onServer(() => dropSnapshot(adminServer(), database, name));
  if (json) printJson({ dropped: issues.length ? null : name, issues });
  else if (!issues.length) printText(`dropped ${name}`);
  report(issues, json);
}

function report(issues: readonly Issue[], json: boolean | undefined): void {
  if (issues.length && !json) printText([...issues.map(formatIssue), "nothing was done"].join("\n"));
  process.exitCode = issues.length ? 2 : 0;
}

/** What a database holds, in a few words. */
export function formatFacts({ rows, tables, schema }: Facts): string {
  return `${plural(rows, "row")} in ${plural(tables, "table")}, schema ${schema.slice(0, 12)}`;
}
