import type { Database } from "../database/database.ts";
import type { Run } from "./schema.ts";

/** Every run of the store, oldest first, as the documents they were recorded from. */
export async function loadRuns(database: Database): Promise<Run[]> {
  const rows = await database.query<{ run: Run }>(`
    SELECT json_build_object(
      'version', 1,
      'recordedAt', ${iso("recorded_at")},
      'series', series,
      'workspace', json_build_object('commit', commit_id, 'dirty', dirty),
      'report', report_sha256,
      'scores', ${rowsOf("score_fact", "scope, capabilities, weight, proven, possible, tested, declared", "scope")},
      'capabilities', (
        SELECT COALESCE(json_agg(json_build_object(
          'id', capability_id, 'title', title, 'domain', domain, 'app', app, 'scope', scope, 'weight', weight,
          'tier', tier, 'share', share, 'declared', declared, 'cause', cause) ORDER BY capability_id), '[]')
          FROM capability_fact JOIN capability USING (capability_id) WHERE capability_fact.run_id = run.run_id),
      'pins', ${rowsOf("pin_fact", 'source, url, commit_id AS "commit", modules', "source")},
      'modules', ${rowsOf("module_fact", "module AS name, source, version, tree", "module")},
      'gates', ${rowsOf("gate_fact", "gate AS id, verdict, blocking", "gate")},
      'tests', ${rowsOf("test_fact", `module, passed, failed, errors, skipped, seconds, ${iso("finished")} AS finished`, "module")}
    ) AS run FROM run ORDER BY recorded_at, run_id`);
  return rows.map(({ run }) => run);
}

function rowsOf(table: string, columns: string, order: string): string {
  return `(SELECT COALESCE(json_agg(row_to_json(part)), '[]') FROM (SELECT ${columns} FROM ${table} WHERE ${table}.run_id = run.run_id ORDER BY ${order}) AS part)`;
}

/** A timestamp as JavaScript writes it. */
function iso(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
