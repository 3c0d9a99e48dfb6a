import { Client, type QueryConfig } from "pg";
import { inTransaction, type Database } from "./database.ts";

/** A PostgreSQL server, 13 or newer. Rejects when it does not answer. */
export async function openServer(url: string): Promise<Database> {
  const client = new Client({ connectionString: url });
  await client.connect();
  // Writers take turns: history is small, and a run must see the one before it.
  await client.query("SELECT pg_advisory_lock(hashtext('ipai-history'))");
  const execute = async (sql: string) => {
    await client.query(sql);
  };
  return {
    name: new URL(url).pathname.slice(1) || "postgres",
    query: async <Row>(sql: string, params: readonly unknown[] = []) =>
      // The extended protocol takes one statement: no second one ends the transaction of the first.
      (await client.query({ text: sql, values: [...params], queryMode: "extended" } as QueryConfig)).rows as Row[],
    execute,
    transaction: (work) => inTransaction({ execute }, work),
    close: () => client.end(),
  };
}
