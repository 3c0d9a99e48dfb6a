import type { Client } from "pg";

/** A row's columns as PostgreSQL writes them to JSON. */
export type Row = Readonly<Record<string, unknown>>;

/** What a database holds of some modules: compared before an update, after it, and with a fresh install. */
export interface Picture {
  /** Columns, constraints, indexes and fields of the whole database, one line each. */
  readonly schema: ReadonlySet<string>;
  /** Xml ids of the modules, with their model: `ipai_bir_base.obligation_2307 (ipai.bir.obligation)`. */
  readonly xmlids: ReadonlySet<string>;
  readonly tables: ReadonlyMap<string, Table>;
}

interface Table {
  /** A table of the modules' own; the others are only extended by them. */
  readonly own: boolean;
  readonly rows: ReadonlyMap<number, Row>;
  /** Xml ids of the modules that name a row, by its id. */
  readonly xmlids: ReadonlyMap<number, string>;
}

const SCHEMA = `
  SELECT format('column %s.%s %s%s', c.table_name, c.column_name, c.udt_name,
                CASE c.is_nullable WHEN 'NO' THEN ' not null' ELSE '' END) AS line
    FROM information_schema.columns c WHERE c.table_schema = 'public'
  UNION ALL
  SELECT format('constraint %s.%s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
  UNION ALL
  SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL
  SELECT format('field %s.%s %s %s%s%s', model, name, ttype, coalesce(relation, ''),
                CASE WHEN required THEN ' required' ELSE '' END, CASE WHEN store THEN ' stored' ELSE '' END)
    FROM ir_model_fields`;

/** Models that the modules make or extend; the module that made one comes first in `ir_model_data`. */
const MODELS = `
  SELECT m.model, (array_agg(d.module ORDER BY d.id))[1] = ANY($1) AS own
    FROM ir_model m JOIN ir_model_data d ON d.model = 'ir.model' AND d.res_id = m.id
   WHERE NOT m.transient GROUP BY m.model HAVING bool_or(d.module = ANY($1)) ORDER BY m.model`;

/**
 * Reads the picture of an Odoo database, as far as `modules` are concerned.
 * @param earlier its tables are read too: a model that the modules extend no more still holds its rows
 */
export async function readPicture(client: Client, modules: readonly string[], earlier?: Picture): Promise<Picture> {
  const schema = await client.query<{ line: string }>(SCHEMA);
  const data = await client.query<{ xmlid: string; model: string; res_id: number }>(
    "SELECT module || '.' || name AS xmlid, model, res_id FROM ir_model_data WHERE module = ANY($1)",
    [modules],
  );
  const models = await client.query<{ model: string; own: boolean }>(MODELS, [modules]);
  const tables = new Map<string, Table>();
  for (const { model, own } of models.rows) {
    const table = model.replaceAll(".", "_");
    if (!(await isTable(client, table))) continue;
    const named = data.rows.filter((row) => row.model === model);
    tables.set(table, {
      own,
      rows: await readRows(client, table, own),
      xmlids: new Map(named.map((row) => [row.res_id, row.xmlid])),
    });
  }
  for (const [table, { own }] of earlier?.tables ?? []) {
    if (tables.has(table) || !(await isTable(client, table))) continue;
    tables.set(table, { own, rows: await readRows(client, table, own), xmlids: new Map() });
  }
  return {
    schema: new Set(schema.rows.map(({ line }) => line)),
    xmlids: new Set(data.rows.map(({ xmlid, model }) => `${xmlid} (${model})`)),
    tables,
  };
}

async function isTable(client: Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    "SELECT EXISTS (SELECT FROM pg_class WHERE oid = to_regclass($1) AND relkind = 'r') AS found",
    [name],
  );
  return rows[0]!.found;
}

/** Rows with their values where the table is the modules' own, else their ids alone. */
async function readRows(client: Client, table: string, own: boolean): Promise<Map<number, Row>> {
  const { rows } = await client.query<{ id: number; row: Row }>(
    `SELECT id, ${own ? "to_jsonb(it)" : "'{}'::jsonb"} AS row FROM ${client.escapeIdentifier(table)} AS it`,
  );
  return new Map(rows.map(({ id, row }) => [id, row]));
}
