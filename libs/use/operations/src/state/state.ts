import { makeWorkerUtils } from "graphile-worker";
import { withClient, type ServerAddress } from "@ipai/postgres";
import { escapeIdentifier, Pool, type PoolClient, type QueryResultRow } from "pg";
import { MIGRATIONS } from "./schema.ts";

/** What a query runs on: the pool, or a transaction of it. */
export interface Queryable {
  query<Row extends QueryResultRow>(
    text: string,
    values?: unknown[],
  ): Promise<{ rows: Row[]; rowCount: number | null }>;
}

/** The console's state: one database, with the queue of jobs in it. */
export class State implements Queryable {
  readonly pool: Pool;
  readonly address: ServerAddress;
  readonly database: string;

  constructor(address: ServerAddress, database: string) {
    this.address = address;
    this.database = database;
    this.pool = new Pool({ ...address, database, max: 10, connectionTimeoutMillis: 10_000 });
    // A server that goes away is told by the next query; the pool connects again when it is back.
    this.pool.on("error", () => {});
    this.pool.on("connect", (client) => client.on("error", () => {}));
  }

  /** Rows of one statement, outside of any transaction. */
  query<Row extends QueryResultRow>(text: string, values: unknown[] = []) {
    return this.pool.query<Row>(text, values);
  }

  /** Runs `work` in one transaction: all of it, or nothing where it throws. */
  async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    const client: PoolClient = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query("BEGIN");
      const result = await work(client);
      await client.query("COMMIT");
      return result;
    } catch (error) {
      broken = (await client.query("ROLLBACK").catch((lost: Error) => lost)) as Error | undefined;
      throw error;
    } finally {
      client.release(broken instanceof Error ? broken : undefined);
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/**
 * Opens the console's database on a server, made and migrated where needed. Several consoles and builders may open it
 * at once: the first migrates, the others wait.
 */
export async function openState(address: ServerAddress, database = "ipai_console"): Promise<State> {
  await withClient(address, "postgres", async (client) => {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (rowCount) return;
    await client.query(`CREATE DATABASE ${escapeIdentifier(database)}`).catch((error: { code?: string }) => {
      if (error.code !== "42P04" && error.code !== "23505") throw error;
    });
    // Builds have roles of their own on this server; none of them may even connect here.
    await client.query(`REVOKE CONNECT ON DATABASE ${escapeIdentifier(database)} FROM PUBLIC`);
  });
  const state = new State(address, database);
  await migrate(state);
  return state;
}

async function migrate(state: State): Promise<void> {
  await state.transaction(async (tx) => {
    await tx.query("SELECT pg_advisory_xact_lock(hashtext('ipai console migrations'))");
    await tx.query("CREATE TABLE IF NOT EXISTS migrations (number int PRIMARY KEY)");
    const { rows } = await tx.query<{ done: number }>("SELECT count(*)::int AS done FROM migrations");
    for (const [index, sql] of MIGRATIONS.entries()) {
      if (index < rows[0]!.done) continue;
      await tx.query(sql);
      await tx.query("INSERT INTO migrations VALUES ($1)", [index]);
    }
  });
  const jobs = await makeWorkerUtils({ pgPool: state.pool });
  await jobs.migrate();
  await jobs.release();
}
