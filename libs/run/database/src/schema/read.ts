import { withClient, type ServerAddress } from "@ipai/postgres";
import type { Client } from "pg";
import { moduleOf } from "./attribute.ts";
import { readOdooFacts } from "./odoo.ts";
import { normaliseDefinition } from "./normalise.ts";
import { QUERIES, type FoundObject } from "./queries.ts";
import { KINDS, makeSnapshot, type SchemaObject, type SchemaSnapshot } from "./snapshot.ts";

/** Reads a database's schema as it is at one moment; changes nothing, and needs no more than a connection. */
export async function readSchema(server: ServerAddress, database: string): Promise<SchemaSnapshot> {
  return withClient(server, database, readSchemaBy);
}

/** As `readSchema`, on a connection that is there. */
export async function readSchemaBy(client: Client): Promise<SchemaSnapshot> {
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path = public");
  try {
    const version = await client.query<{ major: number }>(
      "SELECT current_setting('server_version_num')::int / 10000 AS major",
    );
    const odoo = await readOdooFacts(client);
    const objects: SchemaObject[] = [];
    for (const kind of KINDS)
      for (const found of (await client.query<FoundObject>(QUERIES[kind])).rows)
        objects.push({
          kind,
          name: found.name,
          module: odoo && moduleOf(kind, found, odoo),
          definition: normaliseDefinition(found.definition),
        });
    return makeSnapshot(version.rows[0]!.major, odoo?.versions ?? {}, objects);
  } finally {
    await client.query("ROLLBACK");
  }
}
