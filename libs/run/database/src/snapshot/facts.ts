import { createHash } from "node:crypto";
import { canonicalJson } from "@ipai/core";
import { withClient, type ServerAddress } from "@ipai/postgres";
import type { Client } from "pg";
import { readSchemaBy } from "../schema/read.ts";
import { contentHash } from "../schema/snapshot.ts";
import type { Facts } from "./note.ts";

const TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1`;

/** Counts every row of every table, and hashes the schema. */
export async function readFacts(server: ServerAddress, database: string): Promise<Facts> {
  return withClient(server, database, async (client) => {
    const schema = contentHash(await readSchemaBy(client));
    const counts = await countRows(client);
    return {
      schema,
      tables: counts.length,
      rows: counts.reduce((sum, [, rows]) => sum + rows, 0),
      counts: createHash("sha256").update(canonicalJson(counts)).digest("hex"),
    };
  });
}

async function countRows(client: Client): Promise<[string, number][]> {
  const tables = (await client.query<{ name: string }>(TABLES)).rows.map(({ name }) => name);
  if (!tables.length) return [];
  const each = tables.map((name) => `SELECT ${client.escapeLiteral(name)} AS name, count(*) AS rows FROM ${name}`);
  const { rows } = await client.query<{ name: string; rows: string }>(each.join(" UNION ALL "));
  return rows.map(({ name, rows: count }): [string, number] => [name, Number(count)]);
}

/** Whether two databases hold the same schema and the same number of rows in every table. */
export function sameFacts(a: Facts, b: Facts): boolean {
  return a.schema === b.schema && a.counts === b.counts;
}
