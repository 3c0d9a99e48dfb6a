import type { Issue, Severity } from "@ipai/core";
import type { LogSummary } from "../run/log.ts";
import type { Picture, Row } from "./picture.ts";

export interface UpdateFacts {
  readonly before: Picture;
  readonly after: Picture;
  /** The present modules on a database that never had the earlier ones. */
  readonly fresh: Picture;
  readonly log: LogSummary;
  /** Warnings that a fresh install gives too say nothing about the update. */
  readonly freshLog: LogSummary;
  readonly logPath: string;
}

const ODOO_STAMPS = new Set(["write_date", "write_uid"]);
const SHOWN = 10;

/** Rows of users that the update had to leave alone: those that no xml id names. */
export function countWatched({ before }: Pick<UpdateFacts, "before">): number {
  return [...before.tables.values()].reduce((sum, table) => sum + (table.own ? watched(table).length : 0), 0);
}

/** What an update did besides what a fresh install says it should. */
export function judgeUpdate(facts: UpdateFacts): Issue[] {
  const { before, after, fresh, logPath } = facts;
  const say =
    (code: string, advice: string, severity: Severity = "error") =>
    (message: string) => ({
      code,
      severity,
      message,
      advice,
      at: { path: logPath },
    });
  const nothing = countWatched(facts) === 0 ? ["the earlier version held no row that only users have"] : [];
  return [
    ...nothing.map(say("update-watched-nothing", "Add demo data, or a scheduled action that makes records.")),
    ...limit(lostRows(before, after, fresh)).map(
      say("update-lost-row", "Keep the record, or move what it held in a migration script."),
    ),
    ...limit(changedValues(before, after)).map(
      say("update-changed-value", "Write the migration so that what users entered stays."),
    ),
    ...limit(droppedValues(before, after)).map(
      say("update-dropped-values", "Move them in a pre-migration script, unless they may go.", "warning"),
    ),
    ...limit(difference(after.schema, fresh.schema, before.schema)).map(
      say(
        "update-schema-drift",
        "Drop or change it in a migration script: an updated database is to be like a new one.",
      ),
    ),
    ...limit(difference(after.xmlids, fresh.xmlids, before.xmlids)).map(
      say("update-record-drift", "Delete it in a migration script, or let the data files make it."),
    ),
    ...limit(newWarnings(facts)).map(say("update-warning", "Mend what the log warns of.")),
  ];
}

function watched({ rows, xmlids }: { rows: ReadonlyMap<number, Row>; xmlids: ReadonlyMap<number, string> }): number[] {
  return [...rows.keys()].filter((id) => !xmlids.has(id));
}

/** Rows that are gone, save those whose xml id the present version has no more. */
function lostRows(before: Picture, after: Picture, fresh: Picture): string[] {
  const kept = new Set([...fresh.xmlids].map((line) => line.split(" ")[0]!));
  return [...before.tables].flatMap(([name, table]) =>
    [...table.rows.keys()]
      .filter((id) => !after.tables.get(name)?.rows.has(id))
      .filter((id) => !table.xmlids.has(id) || kept.has(table.xmlids.get(id)!))
      .map((id) => `${name} ${id} is gone${table.xmlids.has(id) ? ` (${table.xmlids.get(id)})` : ""}`),
  );
}

/** Values of watched rows in columns that both versions have. */
function changedValues(before: Picture, after: Picture): string[] {
  return [...before.tables]
    .filter(([, { own }]) => own)
    .flatMap(([name, table]) =>
      watched(table).flatMap((id) => {
        const [old, now] = [table.rows.get(id)!, after.tables.get(name)?.rows.get(id)];
        if (!now) return [];
        return Object.keys(old)
          .filter((column) => column in now && !ODOO_STAMPS.has(column))
          .filter((column) => JSON.stringify(old[column]) !== JSON.stringify(now[column]))
          .map(
            (column) =>
              `${name} ${id}: ${column} was ${JSON.stringify(old[column])}, is ${JSON.stringify(now[column])}`,
          );
      }),
    );
}

/** Columns that went with what users had in them: meant or not, only a person can say. */
function droppedValues(before: Picture, after: Picture): string[] {
  const kept = new Set([...after.schema].map((line) => /^column (\S+) /.exec(line)?.[1]));
  return [...before.tables]
    .filter(([, { own }]) => own)
    .flatMap(([name, table]) => {
      const rows = watched(table).map((id) => table.rows.get(id)!);
      const columns = new Set(rows.flatMap((row) => Object.keys(row)));
      return [...columns]
        .filter((column) => !kept.has(`${name}.${column}`))
        .map((column) => [column, rows.filter((row) => row[column] !== null && row[column] !== false).length] as const)
        .filter(([, count]) => count > 0)
        .map(([column, count]) => `${name}.${column} is gone, with the values of ${count} rows`);
    });
}

function difference(after: ReadonlySet<string>, fresh: ReadonlySet<string>, before: ReadonlySet<string>): string[] {
  const extra = [...after].filter((line) => !fresh.has(line));
  const missing = [...fresh].filter((line) => !after.has(line));
  return [
    ...extra.map((line) => `only after the update${before.has(line) ? ", left from before" : ""}: ${line}`),
    ...missing.map((line) => `only in a fresh install: ${line}`),
  ].sort();
}

function newWarnings({ log, freshLog }: UpdateFacts): string[] {
  const known = new Set(freshLog.warnings.map(({ logger, message }) => `${logger}: ${message}`));
  return [...new Set(log.warnings.map(({ logger, message }) => `${logger}: ${message}`))]
    .filter((line) => !known.has(line))
    .map((line) => line.split("\n")[0]!);
}

/** The first lines of many, and how many there are. */
function limit(lines: readonly string[]): string[] {
  if (lines.length <= SHOWN) return [...lines];
  return [...lines.slice(0, SHOWN), `… and ${lines.length - SHOWN} more of this kind`];
}
