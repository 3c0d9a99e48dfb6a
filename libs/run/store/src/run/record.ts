import type { Database } from "../database/database.ts";
import { runId, type Run } from "./schema.ts";

/** A list of objects as a table: one statement per table, however many rows. */
const ROWS = (columns: string) => `FROM json_to_recordset($2::json) AS row(${columns})`;

const TABLES: readonly { readonly rows: (run: Run) => readonly object[]; readonly sql: string }[] = [
  {
    rows: (run) => run.scores,
    sql: `INSERT INTO score_fact SELECT $1, scope, capabilities, weight, proven, possible, tested, declared
      ${ROWS("scope text, capabilities int, weight int, proven numeric, possible numeric, tested numeric, declared numeric")}`,
  },
  {
    rows: (run) => run.capabilities,
    sql: `INSERT INTO capability_fact
      SELECT $1, id, scope, weight, tier, share, declared, cause, (SELECT recorded_at FROM run WHERE run_id = $1)
      ${ROWS("id text, scope text, weight int, tier text, share numeric, declared numeric, cause text")}`,
  },
  {
    rows: (run) => run.pins,
    sql: `INSERT INTO pin_fact SELECT $1, source, url, "commit", modules ${ROWS('source text, url text, "commit" text, modules int')}`,
  },
  {
    rows: (run) => run.modules,
    sql: `INSERT INTO module_fact SELECT $1, name, source, version, tree ${ROWS("name text, source text, version text, tree text")}`,
  },
  {
    rows: (run) => run.gates,
    sql: `INSERT INTO gate_fact SELECT $1, id, verdict, blocking ${ROWS("id text, verdict text, blocking jsonb")}`,
  },
  {
    rows: (run) => run.tests,
    sql: `INSERT INTO test_fact SELECT $1, module, passed, failed, errors, skipped, seconds, finished
      ${ROWS("module text, passed int, failed int, errors int, skipped int, seconds numeric, finished timestamptz")}`,
  },
];

/** Writes a run, all of it or nothing. Returns false when it was there already. */
export async function recordRun(database: Database, run: Run): Promise<boolean> {
  const id = runId(run);
  return database.transaction(async () => {
    const made = await database.query(
      `INSERT INTO run VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING run_id`,
      [id, run.recordedAt, run.series, run.workspace.commit, run.workspace.dirty, run.report],
    );
    if (made.length === 0) return false;
    await database.query(
      `INSERT INTO capability SELECT id, title, domain, app
         FROM json_to_recordset($1::json) AS row(id text, title text, domain text, app text)
         ON CONFLICT (capability_id) DO UPDATE SET title = excluded.title, domain = excluded.domain, app = excluded.app`,
      [JSON.stringify(run.capabilities)],
    );
    for (const { rows, sql } of TABLES) await database.query(sql, [id, JSON.stringify(rows(run))]);
    return true;
  });
}

/** Forgets runs recorded before `before` (ISO date) and returns how many. */
export async function pruneRuns(database: Database, before: string): Promise<number> {
  return (await database.query("DELETE FROM run WHERE recorded_at < $1 RETURNING run_id", [before])).length;
}
