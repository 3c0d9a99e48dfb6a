import { setTimeout as sleep } from "node:timers/promises";
import type { Issue } from "@ipai/core";
import { withClient, type ServerAddress } from "@ipai/postgres";
import type { Client } from "pg";

const CONNECTIONS = `SELECT pid, usename AS user, application_name AS application, client_addr AS host, state
  FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY pid`;

interface Connection {
  readonly pid: number;
  readonly user: string;
  readonly application: string;
  readonly host: string | null;
  readonly state: string | null;
}

/** Who uses a database right now: a reason to leave it alone, unless they may be sent away. */
export async function judgeConnections(client: Client, database: string, end: boolean): Promise<Issue[]> {
  const { rows } = await client.query<Connection>(CONNECTIONS, [database]);
  if (end || rows.length === 0) return [];
  const who = rows.map(
    ({ pid, user, application, host, state }) =>
      `pid ${pid} ${user}${application ? ` (${application})` : ""} from ${host ?? "the socket"}, ${state ?? "no state"}`,
  );
  return [
    {
      code: "live-connections",
      severity: "error",
      message: `${rows.length} live ${rows.length === 1 ? "connection" : "connections"} to ${database}: ${who.join("; ")}`,
      advice: "stop Odoo first, or add --end-connections",
      at: { path: database },
    },
  ];
}

/**
 * Runs statements that PostgreSQL refuses while anybody is connected to `database`. The first of them takes a lock that
 * new connections wait for, so whoever is sent away meanwhile cannot come back before it ends.
 */
export async function alone<T>(
  admin: ServerAddress,
  database: string,
  end: boolean,
  work: () => Promise<T>,
): Promise<T> {
  if (!end) return work();
  return withClient(admin, "postgres", async (client) => {
    const done = work();
    // A failure is told by `done` itself.
    const over = done.then(
      () => true,
      () => true,
    );
    do await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [database]);
    while (!(await Promise.race([over, sleep(100, false)])));
    return done;
  });
}
