import type { Issue } from "@ipai/core";
import type { ServerAddress } from "@ipai/postgres";
import type { Client } from "pg";
import { alone, judgeConnections } from "./alone.ts";
import { readFacts, sameFacts } from "./facts.ts";
import { copyDatabase, listCopies, noteSql, type Copy, type Facts, type Note } from "./note.ts";
import { buildingName, judgeExists, noSuchSnapshot, withBuildLock, type TakeOptions } from "./take.ts";

export type RollbackStep = "copied" | "proven" | "swapped" | "proven again";

export interface RollbackOptions extends TakeOptions {
  readonly onStep?: (step: RollbackStep) => void;
}

export interface RollbackReport {
  /** What the database holds now; null when it is as it was. */
  readonly facts: Facts | null;
  /** The copy that holds what the database was before; null when nothing was replaced. */
  readonly replaced: string | null;
  readonly issues: readonly Issue[];
}

/**
 * Makes a database what a snapshot of it holds: copies the snapshot, proves the copy, and swaps the two names in one
 * transaction. The snapshot stays, and what the database was stays under a dated name, itself a snapshot to return to.
 * A kill at any moment leaves either the old database or the new one in its place, whole.
 */
export async function rollback(
  admin: ServerAddress,
  database: string,
  name: string,
  { endConnections = false, onStep = () => {} }: RollbackOptions = {},
): Promise<RollbackReport> {
  return withBuildLock(admin, async (client) => {
    const copies = await listCopies(client, database);
    const copy = copies.find((it) => it.name === name);
    if (!copy) return refused(noSuchSnapshot(database, name, copies));
    const missing = await judgeExists(client, database);
    if (missing.length) return refused(...missing);
    const live = await judgeConnections(client, database, endConnections);
    if (live.length) return refused(...live);
    const building = await copyOf(client, copy, database);
    onStep("copied");
    const before = await readFacts(admin, building);
    if (copy.facts && !sameFacts(before, copy.facts)) {
      await client.query(`DROP DATABASE ${client.escapeIdentifier(building)}`);
      return refused(damaged(copy, before));
    }
    onStep("proven");
    const note: Note = {
      ipai: "replaced",
      of: database,
      name: `replaced-${stamp()}`,
      at: new Date().toISOString(),
      facts: null,
    };
    const aside = copyDatabase(database, note.name);
    const proven = await oidOf(client, building);
    await alone(admin, database, endConnections, () => swap(client, database, building, aside, note));
    onStep("swapped");
    await client.query(noteSql(client, aside, { ...note, facts: await readFacts(admin, aside) }));
    // Users are back by now, and write: what is in place is known by its identity, its content was proven before.
    const inPlace = await oidOf(client, database);
    onStep("proven again");
    return { facts: before, replaced: note.name, issues: inPlace === proven ? [] : [notInPlace(database)] };
  });
}

async function oidOf(client: Client, database: string): Promise<string | null> {
  const { rows } = await client.query<{ oid: string }>("SELECT oid::text FROM pg_database WHERE datname = $1", [
    database,
  ]);
  return rows[0]?.oid ?? null;
}

function notInPlace(database: string): Issue {
  const message = `${database} is not the copy that was proven: somebody renamed databases meanwhile`;
  const advice = "look at what `ipai db snapshot list` and `psql -l` show, and roll back again";
  return { code: "rollback-not-in-place", severity: "error", message, advice, at: { path: database } };
}

function refused(...issues: Issue[]): RollbackReport {
  return { facts: null, replaced: null, issues };
}

/** To the millisecond: two rollbacks in one second put two databases aside. */
function stamp(): string {
  return new Date().toISOString().replaceAll(/[-:.]/g, "");
}

/** A new database like the snapshot, with the owner, rights and settings of the one that it is to replace. */
async function copyOf(client: Client, copy: Copy, database: string): Promise<string> {
  const id = (identifier: string) => client.escapeIdentifier(identifier);
  const building = buildingName();
  const { rows } = await client.query<{ owner: string; limit: number }>(
    "SELECT pg_get_userbyid(datdba) AS owner, datconnlimit AS limit FROM pg_database WHERE datname = $1",
    [database],
  );
  const { owner, limit } = rows[0]!;
  await client.query(
    `CREATE DATABASE ${id(building)} TEMPLATE ${id(copy.database)} OWNER ${id(owner)} CONNECTION LIMIT ${limit}`,
  );
  const grants = await client.query<{ sql: string }>(GRANTS, [database, building]);
  const settings = await client.query<{ sql: string }>(SETTINGS, [database, building]);
  await client.query(
    [
      `REVOKE ALL ON DATABASE ${id(building)} FROM PUBLIC`,
      ...[...grants.rows, ...settings.rows].map(({ sql }) => sql),
    ].join("; "),
  );
  return building;
}

const GRANTS = `
  SELECT format('GRANT %s ON DATABASE %I TO %s', a.privilege_type, $2::text, coalesce(quote_ident(g.rolname), 'PUBLIC')) AS sql
    FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a LEFT JOIN pg_roles g ON g.oid = a.grantee
   WHERE d.datname = $1 AND a.grantee <> d.datdba`;

const SETTINGS = `
  SELECT format(CASE WHEN s.setrole = 0 THEN 'ALTER DATABASE %1$I SET %3$I = %4$s' ELSE 'ALTER ROLE %2$I IN DATABASE %1$I SET %3$I = %4$s' END,
           $2::text, r.rolname, split_part(c, '=', 1),
           CASE WHEN split_part(c, '=', 1) IN ('search_path', 'local_preload_libraries', 'session_preload_libraries', 'temp_tablespaces')
             THEN substr(c, strpos(c, '=') + 1) ELSE quote_literal(substr(c, strpos(c, '=') + 1)) END) AS sql
    FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase LEFT JOIN pg_roles r ON r.oid = s.setrole,
         unnest(s.setconfig) c WHERE d.datname = $1`;

/** Renaming asks for databases without connections, and is part of a transaction like anything else. */
async function swap(client: Client, database: string, building: string, aside: string, note: Note): Promise<void> {
  const id = (identifier: string) => client.escapeIdentifier(identifier);
  const { rows } = await client.query<{ comment: string | null }>(
    "SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = $1",
    [database],
  );
  const comment = rows[0]!.comment === null ? "NULL" : client.escapeLiteral(rows[0]!.comment);
  try {
    await client.query("BEGIN");
    await client.query(`ALTER DATABASE ${id(database)} RENAME TO ${id(aside)}`);
    await client.query(`ALTER DATABASE ${id(building)} RENAME TO ${id(database)}`);
    // Odoo offers the databases that its role owns: the one put aside is none of them.
    await client.query(`ALTER DATABASE ${id(aside)} OWNER TO CURRENT_USER; ${noteSql(client, aside, note)}`);
    await client.query(`COMMENT ON DATABASE ${id(database)} IS ${comment}; COMMIT`);
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

function damaged({ name, of, facts }: Copy, found: Facts): Issue {
  const what = facts?.schema === found.schema ? "rows" : "schema";
  return {
    code: "snapshot-differs",
    severity: "error",
    message: `the ${what} of snapshot ${name} are not what they were when it was taken: ${found.rows} rows in ${found.tables} tables, were ${facts?.rows} in ${facts?.tables}`,
    advice: "somebody changed the snapshot: restore a backup instead (ipai backup restore)",
    at: { path: of },
  };
}
