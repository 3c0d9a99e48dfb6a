import type { Client } from "pg";

/** What an Odoo database knows of who made what; every map leads to the names of modules. */
export interface OdooFacts {
  /** Installed modules with their versions. */
  readonly versions: Readonly<Record<string, string>>;
  /** How far a module is from `base`: who extends something is further away than who made it. */
  readonly depth: ReadonlyMap<string, number>;
  readonly models: ReadonlyMap<string, readonly string[]>;
  /** By `model.field`. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly constraints: ReadonlyMap<string, readonly string[]>;
  /** Tables of many2many fields. */
  readonly relations: ReadonlyMap<string, readonly string[]>;
  readonly modelOfTable: ReadonlyMap<string, string>;
}

/** Models and fields that people made in the web client belong to no module's code. */
const MANUAL = "made in the web client";

const ORIGINS = (model: string, label: string, table: string) => `
  SELECT ${label} AS name, array_agg(DISTINCT CASE WHEN o.state = 'manual' THEN '${MANUAL}' ELSE d.module END) AS modules
    FROM ${table} o LEFT JOIN ir_model_data d ON d.model = '${model}' AND d.res_id = o.id
   WHERE d.module IS NOT NULL OR o.state = 'manual' GROUP BY 1`;

const NAMED = (table: string) => `SELECT o.name, array_agg(DISTINCT m.name) AS modules FROM ${table} o
  JOIN ir_module_module m ON m.id = o.module GROUP BY 1`;

/** Foreign keys are named by their table and registered with their model, which tells one from the other. */
const TABLES = `SELECT DISTINCT c.relname::text AS name, ARRAY[m.model::text] AS modules FROM ir_model_constraint i
  JOIN ir_model m ON m.id = i.model JOIN pg_constraint k ON k.conname = i.name AND k.contype = 'f'
  JOIN pg_class c ON c.oid = k.conrelid WHERE i.type = 'f' AND i.name = c.relname || '_create_uid_fkey'`;

/** Reads what Odoo registers of its own schema; null for a database that is none of Odoo's. */
export async function readOdooFacts(client: Client): Promise<OdooFacts | null> {
  const { rows } = await client.query<{ odoo: boolean }>(
    "SELECT to_regclass('ir_module_module') IS NOT NULL AND to_regclass('ir_model_constraint') IS NOT NULL AS odoo",
  );
  if (!rows[0]!.odoo) return null;
  const ask = async (sql: string) => {
    const found = await client.query<{ name: string; modules: string[] }>(sql);
    return new Map(found.rows.map(({ name, modules }) => [name, modules]));
  };
  const models = await ask(ORIGINS("ir.model", "o.model", "ir_model"));
  const usual = [...models.keys()].map((model) => [model.replaceAll(".", "_"), model] as const);
  const unusual = [...(await ask(TABLES))].map(([table, [model]]) => [table, model!] as const);
  return {
    ...(await readModules(client)),
    models,
    fields: await ask(ORIGINS("ir.model.fields", "o.model || '.' || o.name", "ir_model_fields")),
    constraints: await ask(NAMED("ir_model_constraint")),
    relations: await ask(NAMED("ir_model_relation")),
    modelOfTable: new Map([...usual, ...unusual]),
  };
}

async function readModules(client: Client): Promise<Pick<OdooFacts, "versions" | "depth">> {
  const { rows } = await client.query<{ name: string; version: string | null; depends: string[] }>(
    `SELECT m.name, m.latest_version AS version, ARRAY(SELECT d.name::text FROM ir_module_module_dependency d
       WHERE d.module_id = m.id) AS depends
       FROM ir_module_module m WHERE m.state IN ('installed', 'to upgrade', 'to remove') ORDER BY m.name`,
  );
  const depends = new Map(rows.map((row) => [row.name, row.depends]));
  const depth = new Map<string, number>();
  const depthOf = (name: string): number => {
    const known = depth.get(name);
    if (known !== undefined) return known;
    depth.set(name, 0);
    const found = 1 + Math.max(-1, ...(depends.get(name) ?? []).map(depthOf));
    depth.set(name, found);
    return found;
  };
  for (const { name } of rows) depthOf(name);
  return { versions: Object.fromEntries(rows.map(({ name, version }) => [name, version ?? ""])), depth };
}
