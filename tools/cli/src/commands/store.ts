import { readFileSync, writeFileSync } from "node:fs";
import { exitCode, plural } from "@ipai/core";
import { parseRuns, renderRuns } from "@ipai/store";
import { CannotRun, withStore } from "@ipai/workspace";
import { Command } from "commander";
import { formatIssue, formatTable, formatTotals, printJson, printText } from "../io/print.ts";

const EXAMPLES = `
Examples:
  ipai store query "SELECT * FROM v_score_history"     the documented views: docs/history.md
  ipai store export runs.ndjson && DATABASE_URL=postgresql://bi@db/history ipai store import runs.ndjson
  ipai store prune --before 2026-01-01

History is kept in .ipai/history, or on the PostgreSQL server that DATABASE_URL names: the same SQL on both.`;

/** `ipai store`: the history of runs. */
export function storeCommand(): Command {
  const command = new Command("store").description("history of runs in SQL: migrate, query, export, import, prune");
  command.command("migrate").description("bring the schema up to date").action(migrate);
  command
    .command("query")
    .argument("<sql>")
    .option("--json", "one JSON document on stdout")
    .description("ask the views of docs/history.md")
    .action(query);
  command.command("export").argument("<file>").description("every run as a line of JSON").action(exportRuns);
  command
    .command("import")
    .argument("<file>")
    .option("--json", "one JSON document on stdout")
    .description("runs of an export; those that are there already stay as they are")
    .action(importRuns);
  command
    .command("prune")
    .requiredOption("--before <date>", "forget runs recorded before this day")
    .description("forget old runs")
    .action(prune);
  return command.addHelpText("after", EXAMPLES);
}

async function migrate(): Promise<void> {
  await withStore(async ({ name, migrated }, issues) => {
    for (const issue of issues) printText(formatIssue(issue));
    printText(`${name}: ${migrated.length ? `applied ${migrated.join(", ")}` : "up to date"}`);
  });
}

async function query(sql: string, { json }: { json?: boolean }): Promise<void> {
  await withStore(async (store) => {
    const rows = await store.query<Record<string, unknown>>(sql).catch((error: Error) => {
      throw new CannotRun(error.message, "docs/history.md lists the views and their columns");
    });
    if (json) return printJson({ rows });
    const columns = Object.keys(rows[0] ?? {});
    if (rows.length)
      printText(formatTable([columns, ...rows.map((row) => columns.map((column) => toText(row[column])))]));
    printText(plural(rows.length, "row"));
  });
}

async function exportRuns(file: string): Promise<void> {
  await withStore(async (store) => {
    const runs = await store.load();
    writeFileSync(file, renderRuns(runs));
    printText(`${file}: ${plural(runs.length, "run")}`);
  });
}

async function importRuns(file: string, { json }: { json?: boolean }): Promise<void> {
  const { value: runs, issues } = parseRuns(readText(file), file);
  const recorded = await withStore(async (store) => {
    let count = 0;
    for (const run of runs) if (await store.record(run)) count += 1;
    return count;
  });
  if (json) printJson({ recorded, known: runs.length - recorded, issues });
  else
    printText(
      [
        ...issues.map(formatIssue),
        `${plural(recorded, "run")} imported, ${runs.length - recorded} there already  ${formatTotals(issues)}`,
      ].join("\n"),
    );
  process.exitCode = Math.max(exitCode(issues), issues.length ? 1 : 0);
}

async function prune({ before }: { before: string }): Promise<void> {
  if (Number.isNaN(Date.parse(before))) throw new CannotRun(`${before} is no date`, "write it as 2026-01-31");
  await withStore(async (store) => printText(`${plural(await store.prune(before), "run")} forgotten`));
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new CannotRun((error as Error).message, "name a file that `ipai store export` wrote");
  }
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString().slice(0, 19).replace("T", " ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
