import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Issue, Result } from "@ipai/core";
import type { Database } from "./database/database.ts";
import { openEmbedded } from "./database/embedded.ts";
import { openServer } from "./database/server.ts";
import { appendRun, parseRuns, readJournal, rewriteJournal } from "./journal/journal.ts";
import { loadRuns } from "./run/load.ts";
import { pruneRuns, recordRun } from "./run/record.ts";
import type { Run } from "./run/schema.ts";
import { migrate } from "./schema/migrate.ts";

/** History of runs: on a server, or embedded in a folder with a journal beside it. */
export interface Store {
  readonly name: string;
  /** Migrations that opening it applied. */
  readonly migrated: readonly string[];
  /** False when the run was there already. */
  record(run: Run): Promise<boolean>;
  load(): Promise<Run[]>;
  prune(before: string): Promise<number>;
  /** One question; it cannot change anything. */
  query<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** Opens the server at `url`, its schema up to date. Rejects when it does not answer. */
export async function openServerStore(url: string): Promise<Store> {
  const database = await openServer(url);
  return { ...makeStore(database, await migrate(database)), record: (run) => recordRun(database, run) };
}

/**
 * Opens the store in `folder`. The journal (`runs.ndjson`) is written first and the database follows it, so that a
 * killed writer loses nothing, and data that cannot be opened is moved aside and rebuilt, with an issue that says so.
 */
export async function openEmbeddedStore(folder: string): Promise<Result<Store>> {
  const journal = join(folder, "runs.ndjson");
  const issues: Issue[] = [];
  const { database, migrated } = await openOrRebuild(folder, issues);
  const followed = await followJournal(database, journal);
  issues.push(...followed.issues);
  let changed = followed.value > 0 || migrated.length > 0;
  const store: Store = {
    ...makeStore(database, migrated),
    record: async (run) => {
      appendRun(journal, run);
      const recorded = (await followJournal(database, journal)).value > 0;
      changed ||= recorded;
      return recorded;
    },
    close: async () => {
      // A server's autovacuum does this by itself: without it no view is read from an index alone.
      try {
        if (changed) await database.execute("VACUUM (ANALYZE) capability_fact");
      } finally {
        await database.close();
      }
    },
    prune: async (before) => {
      const pruned = await pruneRuns(database, before);
      await setPosition(database, rewriteJournal(journal, await loadRuns(database)));
      return pruned;
    },
  };
  return { value: store, issues };
}

/** Records what the journal has and the database has not; returns how many runs were new. */
async function followJournal(database: Database, journal: string): Promise<Result<number>> {
  const [row] = await database.query<{ bytes: string }>("SELECT bytes::text AS bytes FROM journal_position");
  const { text, size } = readJournal(journal, Number(row!.bytes));
  const { value: runs, issues } = parseRuns(text, journal);
  let recorded = 0;
  for (const run of runs) if (await recordRun(database, run)) recorded += 1;
  if (text) await setPosition(database, size);
  return { value: recorded, issues };
}

async function setPosition(database: Database, bytes: number): Promise<void> {
  await database.query("UPDATE journal_position SET bytes = $1", [bytes]);
}

async function openOrRebuild(folder: string, issues: Issue[]): Promise<{ database: Database; migrated: string[] }> {
  try {
    return await openMigrated(folder);
  } catch (error) {
    const data = join(folder, "data");
    if (!existsSync(data)) throw error;
    const aside = `${data}.damaged-${Date.now()}`;
    renameSync(data, aside);
    const message = `the store could not be opened (${(error as Error).message}); it was rebuilt from its journal`;
    issues.push({
      code: "store-damaged",
      severity: "warning",
      message,
      advice: `Compare with an export if you have one, then remove ${aside}.`,
      at: { path: data },
    });
    return openMigrated(folder);
  }
}

async function openMigrated(folder: string): Promise<{ database: Database; migrated: string[] }> {
  const database = await openEmbedded(folder);
  try {
    return { database, migrated: await migrate(database) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

const QUESTION = /^(?:\s|\(|--[^\n]*\n|\/\*[^]*?\*\/)*(?:SELECT|WITH|VALUES|TABLE|EXPLAIN|SHOW)\b/i;

/** Asks one question in a transaction that may write nothing and is rolled back. Rejects what is no question. */
async function askReadOnly<Row>(database: Database, sql: string, params: readonly unknown[] = []): Promise<Row[]> {
  if (!QUESTION.test(sql)) throw new Error("history is only asked: write SELECT, WITH, VALUES, TABLE, EXPLAIN or SHOW");
  await database.execute("BEGIN TRANSACTION READ ONLY");
  try {
    return await database.query<Row>(sql, params);
  } finally {
    await database.execute("ROLLBACK");
  }
}

function makeStore(database: Database, migrated: readonly string[]): Omit<Store, "record"> {
  return {
    name: database.name,
    migrated,
    load: () => loadRuns(database),
    prune: (before) => pruneRuns(database, before),
    query: (sql, params) => askReadOnly(database, sql, params),
    close: () => database.close(),
  };
}
