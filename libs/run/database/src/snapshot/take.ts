import { randomBytes } from "node:crypto";
import type { Issue } from "@ipai/core";
import { withClient, type ServerAddress } from "@ipai/postgres";
import type { Client } from "pg";
import { alone, judgeConnections } from "./alone.ts";
import { readFacts } from "./facts.ts";
import { BUILDING, copyDatabase, listCopies, noteSql, type Copy, type Note } from "./note.ts";

export interface TakeOptions {
  /** Send away whoever is connected; otherwise they are a reason not to begin. */
  readonly endConnections?: boolean;
}

/** One run at a time copies and renames databases of a server. */
const LOCK = 4_703_282;

/** Runs `work` when no other run copies databases of this server, and without what killed ones left half built. */
export async function withBuildLock<T>(admin: ServerAddress, work: (client: Client) => Promise<T>): Promise<T> {
  return withClient(admin, "postgres", async (client) => {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    const left = await client.query<{ name: string }>(
      "SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)",
      [BUILDING],
    );
    for (const { name } of left.rows) await client.query(`DROP DATABASE ${client.escapeIdentifier(name)} WITH (FORCE)`);
    return work(client);
  });
}

/** A name for a database under construction. */
export function buildingName(): string {
  return BUILDING + randomBytes(6).toString("hex");
}

/**
 * Takes a copy of a database under a name: a database of its own on the same server, out of reach of every role but
 * superusers. It gets its name only when it is whole.
 */
export async function takeSnapshot(
  admin: ServerAddress,
  database: string,
  name: string,
  { endConnections = false }: TakeOptions = {},
): Promise<{ copy: Copy | null; issues: readonly Issue[] }> {
  return withBuildLock(admin, async (client) => {
    const issues = [
      ...(await judgeName(client, database, name)),
      ...(await judgeConnections(client, database, endConnections)),
    ];
    if (issues.length) return { copy: null, issues };
    const id = (identifier: string) => client.escapeIdentifier(identifier);
    const building = buildingName();
    await alone(admin, database, endConnections, () =>
      client.query(`CREATE DATABASE ${id(building)} TEMPLATE ${id(database)}`),
    );
    await client.query(`REVOKE ALL ON DATABASE ${id(building)} FROM PUBLIC`);
    const facts = await readFacts(admin, building);
    const note: Note = { ipai: "snapshot", of: database, name, at: new Date().toISOString(), facts };
    await client.query(
      `BEGIN; ${noteSql(client, building, note)};
       ALTER DATABASE ${id(building)} SET default_transaction_read_only = on;
       ALTER DATABASE ${id(building)} RENAME TO ${id(copyDatabase(database, name))}; COMMIT`,
    );
    const copy = (await listCopies(client, database)).find((it) => it.name === name) ?? null;
    return { copy, issues: [] };
  });
}

async function judgeName(client: Client, database: string, name: string): Promise<Issue[]> {
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/i.test(name)) {
    const message = `${JSON.stringify(name)} is no name for a snapshot`;
    return [issueOf("snapshot-name", database, message, "up to 31 letters, digits and dashes: before-update")];
  }
  if (!(await exists(client, copyDatabase(database, name)))) return judgeExists(client, database);
  const advice = `take it under another name, or drop it: ipai db snapshot drop ${name}`;
  return [issueOf("snapshot-exists", database, `there is a snapshot ${name} already`, advice)];
}

/** Nothing where the database is there. */
export async function judgeExists(client: Client, database: string): Promise<Issue[]> {
  if (await exists(client, database)) return [];
  const message = `there is no database ${JSON.stringify(database)}`;
  return [issueOf("no-database", database, message, "ipai db init creates the stages' databases")];
}

async function exists(client: Client, database: string): Promise<boolean> {
  return (await client.query("SELECT FROM pg_database WHERE datname = $1", [database])).rows.length > 0;
}

function issueOf(code: string, database: string, message: string, advice: string): Issue {
  return { code, severity: "error", message, advice, at: { path: database } };
}

/** Snapshots of a database, and what rollbacks put aside; the newest first. */
export async function listSnapshots(admin: ServerAddress, database: string): Promise<Copy[]> {
  return withClient(admin, "postgres", (client) => listCopies(client, database));
}

/** Drops a copy; nothing that is no copy can be dropped this way. */
export async function dropSnapshot(admin: ServerAddress, database: string, name: string): Promise<readonly Issue[]> {
  return withBuildLock(admin, async (client) => {
    const copies = await listCopies(client, database);
    const copy = copies.find((it) => it.name === name);
    if (!copy) return [noSuchSnapshot(database, name, copies)];
    await client.query(`DROP DATABASE ${client.escapeIdentifier(copy.database)}`);
    return [];
  });
}

/** Names what is there instead. */
export function noSuchSnapshot(database: string, name: string, copies: readonly Copy[]): Issue {
  const names = copies.map((copy) => copy.name).join(", ");
  const advice = names ? `there are ${names}` : "take one: ipai db snapshot take <name>";
  return issueOf("no-snapshot", database, `${database} has no snapshot ${name}`, advice);
}
