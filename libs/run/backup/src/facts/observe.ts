import { createHash } from "node:crypto";
import { escapeIdentifier, type Client } from "pg";
import type { Facts } from "./manifest.ts";

/** An attachment's file: `ab/ab12…`, as Odoo names it (`odoo/addons/base/models/ir_attachment.py`, `_get_path`). */
export interface StoredFile {
  readonly name: string;
  /** As the database has it; null where it does not say. */
  readonly bytes: number | null;
}

/** Text forms that a hash of rows depends on: the same on every server. */
export const COMPARABLE = `
  SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'iso_8601'; SET extra_float_digits = 1;
  SET bytea_output = 'hex'; SET xmloption = 'content'; SET search_path = pg_catalog, public; SET statement_timeout = 0;
  SET idle_in_transaction_session_timeout = 0; SET row_security = off`;

/** Facts of the database behind a connection that ran `COMPARABLE`; inside a transaction, of its snapshot. */
export async function observeDatabase(client: Client): Promise<{ facts: Facts; files: StoredFile[] }> {
  const tables: Facts["tables"] = {};
  for (const name of await tableNames(client)) tables[name.join(".")] = await tableFacts(client, name);
  const files = await storedFiles(client);
  const schema = await schemaHash(client);
  return {
    facts: { tables, schema, posted: await posted(client), attachments: files && filesFacts(files) },
    files: files ?? [],
  };
}

/** Tables whose rows a dump carries: an extension's own come with the extension. */
async function tableNames(client: Client): Promise<[schema: string, table: string][]> {
  const { rows } = await client.query<{ schema: string; name: string }>(`
    SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
       AND NOT EXISTS (SELECT FROM pg_depend d
                        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
     ORDER BY 1, 2`);
  return rows.map(({ schema, name }) => [schema, name]);
}

async function tableFacts(client: Client, name: readonly string[]): Promise<{ rows: number; sum: string }> {
  const table = name.map(escapeIdentifier).join(".");
  const { rows } = await client.query<{ rows: string; sum: string }>(
    `SELECT count(*) AS rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text AS sum FROM ONLY ${table} t`,
  );
  return { rows: Number(rows[0]!.rows), sum: rows[0]!.sum };
}

const OWN = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";
/** What makes up a schema, as text that does not depend on order of creation. */
const SCHEMA = `
  SELECT format('%s.%s.%s %s %s %s', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                pg_get_expr(d.adbin, d.adrelid)) AS line
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${OWN}
  UNION ALL SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(k.oid))
    FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE ${OWN}
  UNION ALL SELECT pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${OWN}
  UNION ALL SELECT format('%s.%s %s', n.nspname, c.relname, pg_get_viewdef(c.oid))
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND ${OWN}
  UNION ALL SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t WHERE NOT t.tgisinternal
  UNION ALL SELECT pg_get_functiondef(p.oid)
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.prokind IN ('f', 'p') AND ${OWN}
  UNION ALL SELECT format('extension %s', extname) FROM pg_extension`;

/** PostgreSQL writes `varchar IN (…)` with other casts and brackets once it read its own dump. */
const NOISE = /::(?:text|character varying)(?:\[\])?|[()]/g;

async function schemaHash(client: Client): Promise<string> {
  const { rows } = await client.query<{ line: string }>(`${SCHEMA} ORDER BY 1`);
  return sha256(rows.map(({ line }) => line.replaceAll(NOISE, "")).sort());
}

async function posted(client: Client): Promise<Facts["posted"]> {
  if (!(await exists(client, "account_move_line")) || !(await exists(client, "account_move"))) return null;
  const { rows } = await client.query<{ lines: string; debit: string; credit: string; balance: string }>(`
    SELECT count(*) AS lines, coalesce(sum(l.debit), 0)::text AS debit, coalesce(sum(l.credit), 0)::text AS credit,
           coalesce(sum(l.balance), 0)::text AS balance
      FROM public.account_move_line l JOIN public.account_move m ON m.id = l.move_id WHERE m.state = 'posted'`);
  const { lines, ...sums } = rows[0]!;
  return { lines: Number(lines), ...sums };
}

async function storedFiles(client: Client): Promise<StoredFile[] | null> {
  if (!(await exists(client, "ir_attachment"))) return null;
  const { rows } = await client.query<{ name: string; bytes: string | null }>(`
    SELECT store_fname AS name, max(file_size)::text AS bytes FROM public.ir_attachment
     WHERE store_fname IS NOT NULL GROUP BY 1 ORDER BY 1`);
  return rows.map(({ name, bytes }) => ({ name, bytes: bytes === null ? null : Number(bytes) }));
}

function filesFacts(files: readonly StoredFile[]): Facts["attachments"] {
  const bytes = files.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
  return { files: files.length, bytes, sha256: sha256(files.map(({ name }) => name).sort()) };
}

async function exists(client: Client, table: string): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>("SELECT to_regclass($1) IS NOT NULL AS found", [
    `public.${table}`,
  ]);
  return rows[0]!.found;
}

function sha256(lines: readonly string[]): string {
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}
