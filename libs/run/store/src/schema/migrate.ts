import type { Database } from "../database/database.ts";
import { MIGRATIONS } from "./migrations.ts";

/** Brings the schema up to date and returns the names of the migrations that ran; none of them or all. */
export async function migrate(database: Database): Promise<string[]> {
  return database.transaction(async () => {
    await database.execute(
      "CREATE TABLE IF NOT EXISTS schema_migration (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())",
    );
    const done = new Set(
      (await database.query<{ name: string }>("SELECT name FROM schema_migration")).map(({ name }) => name),
    );
    const pending = MIGRATIONS.filter(({ name }) => !done.has(name));
    for (const { name, sql } of pending) {
      await database.execute(sql);
      await database.query("INSERT INTO schema_migration (name) VALUES ($1)", [name]);
    }
    return pending.map(({ name }) => name);
  });
}
