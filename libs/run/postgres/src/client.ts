import { Client } from "pg";
import type { ServerAddress } from "./address.ts";

/** No server, no such database, or no entry for this role: said with what to do about it. */
export class ServerUnavailable extends Error {
  readonly advice: string;
  /** SQLSTATE of the server, or the system's code (`ECONNREFUSED`). */
  readonly code: string;

  constructor(message: string, advice: string, code: string) {
    super(message);
    this.advice = advice;
    this.code = code;
  }
}

/**
 * Runs `work` on a connection to `database` and closes it. Throws `ServerUnavailable` when none can be made; errors of
 * `work` pass through.
 */
export async function withClient<T>(
  address: ServerAddress,
  database: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ ...address, database, connectionTimeoutMillis: 10_000 });
  // A server that sends us away while we are idle is told by the next query, not by an exception of its own.
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (error) {
    throw unavailable(error as Error & { code?: string }, address, database);
  }
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

function unavailable(error: Error & { code?: string }, { host, port, user }: ServerAddress, database: string): Error {
  const code = error.code ?? "";
  const where = `${host}:${port}`;
  const say = (message: string, advice: string) => new ServerUnavailable(message, advice, code);
  if (code.startsWith("28"))
    return say(
      `${where} refused the login of ${user}: ${error.message}`,
      "check user and password in DATABASE_URL or PGUSER and PGPASSWORD",
    );
  if (code === "3D000")
    return say(
      `${where} has no database ${JSON.stringify(database)}`,
      "check the name; `ipai db init` creates the stages' databases",
    );
  if (code === "42501")
    return say(
      `${user} may not connect to ${JSON.stringify(database)} on ${where}`,
      "connect as the owner of the database or as a superuser",
    );
  const why = error.message || code || "no answer";
  return say(
    `no PostgreSQL server answers at ${where}: ${why}`,
    "start it, or correct DATABASE_URL or PGHOST and PGPORT",
  );
}
