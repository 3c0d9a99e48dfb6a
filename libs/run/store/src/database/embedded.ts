import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { lock } from "proper-lockfile";
import { inTransaction, type Database } from "./database.ts";

/**
 * PostgreSQL inside this process, kept in `folder/data`. One process at a time: others wait for their turn, and a
 * killed one loses it after ten seconds. Rejects when the data cannot be opened.
 */
export async function openEmbedded(folder: string): Promise<Database> {
  mkdirSync(folder, { recursive: true });
  const unlock = await lock(folder, { stale: 10_000, retries: { retries: 600, minTimeout: 100, maxTimeout: 200 } });
  try {
    const database = await PGlite.create(join(folder, "data"));
    // A year of runs is sorted in memory; its disk is slow.
    await database.exec("SET work_mem = '64MB'");
    const execute = async (sql: string) => {
      await database.exec(sql);
    };
    return {
      name: folder,
      query: async <Row>(sql: string, params: readonly unknown[] = []) =>
        (await database.query<Row>(sql, [...params])).rows,
      execute,
      transaction: (work) => inTransaction({ execute }, work),
      close: async () => {
        await database.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}
