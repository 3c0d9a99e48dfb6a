import { Client } from "pg";
import type { BackupConfig } from "../config/schema.ts";
import { addressOf } from "../config/read.ts";
import type { Manifest } from "../facts/manifest.ts";
import { COMPARABLE, observeDatabase, type StoredFile } from "../facts/observe.ts";

/** One instant of a database, held open: what is read under `snapshot` is the same for every reader. */
export interface Point {
  readonly snapshot: string;
  readonly time: Date;
  readonly database: Manifest["database"];
  readonly at: Manifest["snapshot"];
  readonly facts: Manifest["facts"];
  readonly files: readonly StoredFile[];
  readonly serverVersion: string;
  /** Large objects that our role may not read, by owner: Odoo has none, but any role may make one. Null: none. */
  readonly unreadableObjects: string | null;
}

/**
 * Runs `work` while one instant of the database is held. The guard holds a lock on `ir_attachment` beside it, which
 * lets everybody write but stops Odoo's collector of unused files (`_gc_file_store` wants SHARE): no file of the
 * instant vanishes before it is copied. A role that may not lock gets the copy all the same, its files are counted.
 */
export async function holdPoint<T>(config: BackupConfig, work: (point: Point) => Promise<T>): Promise<T> {
  return connected(config, (guard) =>
    connected(config, async (reader) => {
      await guard.query("SET idle_in_transaction_session_timeout = 0; SET statement_timeout = 0; BEGIN");
      await guard.query(STOP_COLLECTOR);
      return work(await openPoint(reader));
    }),
  );
}

const STOP_COLLECTOR = `
  DO $$ BEGIN
    IF to_regclass('public.ir_attachment') IS NOT NULL AND has_table_privilege('public.ir_attachment', 'UPDATE')
    THEN LOCK TABLE public.ir_attachment IN ROW EXCLUSIVE MODE; END IF;
  END $$`;

async function connected<T>(config: BackupConfig, work: (client: Client) => Promise<T>): Promise<T> {
  const { database } = config;
  const client = new Client({ ...addressOf(database), database: database.name, application_name: "ipai backup" });
  // A server that dies takes the connection with it; the next query says so.
  client.on("error", () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

async function openPoint(reader: Client): Promise<Point> {
  await reader.query(COMPARABLE);
  await reader.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  // Without `public` in it, names come with their schema.
  await reader.query("SET LOCAL search_path = pg_catalog");
  const { rows } = await reader.query<Row>(POINT);
  await reader.query("SET LOCAL search_path = pg_catalog, public");
  const { snapshot, time, lsn, timeline, version, unreadable, ...database } = rows[0]!;
  const { facts, files } = await observeDatabase(reader);
  const uuid = await databaseUuid(reader);
  return {
    snapshot,
    time,
    database: { ...database, uuid },
    at: { lsn, timeline },
    facts,
    files,
    serverVersion: version,
    unreadableObjects: unreadable,
  };
}

interface Row {
  snapshot: string;
  time: Date;
  lsn: string;
  timeline: number;
  version: string;
  name: string;
  collate: string;
  ctype: string;
  roles: string[];
  immutable: string[];
  unreadable: string | null;
}

const POINT = `
  SELECT pg_export_snapshot() AS snapshot, now() AS time, pg_current_wal_lsn()::text AS lsn,
         (SELECT timeline_id FROM pg_control_checkpoint()) AS timeline, current_setting('server_version') AS version,
         d.datname AS name, d.datcollate AS collate, d.datctype AS ctype,
         (SELECT coalesce(array_agg(DISTINCT r.rolname ORDER BY r.rolname), '{}') FROM pg_roles r
           WHERE r.oid IN (SELECT refobjid FROM pg_shdepend s WHERE s.dbid = d.oid AND s.refclassid = 'pg_authid'::regclass)
             AND r.rolname !~ '^pg_')::text[] AS roles,
         (SELECT coalesce(array_agg(p.oid::regprocedure::text ORDER BY p.oid::regprocedure::text), '{}') FROM pg_proc p
           WHERE p.provolatile = 'i' AND p.pronamespace <> 'pg_catalog'::regnamespace AND EXISTS (
             SELECT FROM pg_depend e
              WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e'))::text[] AS immutable,
         (SELECT string_agg(DISTINCT pg_get_userbyid(l.lomowner), ', ') FROM pg_largeobject_metadata l
           WHERE NOT pg_has_role(l.lomowner, 'USAGE') AND NOT EXISTS (
             SELECT FROM aclexplode(l.lomacl) g WHERE g.privilege_type = 'SELECT' AND (
               g.grantee = 0 OR pg_has_role(g.grantee, 'USAGE')))) AS unreadable
    FROM pg_database d WHERE d.datname = current_database()`;

async function databaseUuid(reader: Client): Promise<string | null> {
  const { rows } = await reader.query<{ found: boolean }>(
    "SELECT to_regclass('public.ir_config_parameter') IS NOT NULL AS found",
  );
  if (!rows[0]!.found) return null;
  const answer = await reader.query<{ value: string }>(
    "SELECT value FROM public.ir_config_parameter WHERE key = 'database.uuid'",
  );
  return answer.rows[0]?.value ?? null;
}
