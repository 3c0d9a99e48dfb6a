import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { Databases } from "@ipai/odoo";
import { withClient, type ServerAddress } from "@ipai/postgres";
import { escapeIdentifier, escapeLiteral } from "pg";
import type { BuildHost } from "../host/port.ts";

/** What a builder has: a host for rooms, a PostgreSQL server of its own for databases of builds, Odoo's source. */
export interface Ground {
  /** How the builder is called in the state and in events. */
  readonly name: string;
  readonly dataDir: string;
  readonly rooms: BuildHost;
  /** A superuser on a server that asks for passwords; on a socket's folder, which rooms are shown. */
  readonly server: ServerAddress;
  /** Odoo's source folders by revision; `latest` is one of them. */
  readonly revisions: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** Options of pip: an index, trusted hosts. */
  readonly pip: readonly string[];
}

const UID_FIRST = 20_000;
const UIDS = 40_000;

/** Folder of a build on its builder: `src`, `home`. */
export function buildFolder(ground: Ground, build: number): string {
  return join(ground.dataDir, "builds", String(build));
}

export function uidOf(build: number): number {
  return UID_FIRST + (build % UIDS);
}

/** The databases of a builder's server, with the filestores of templates. */
export function databasesOf(ground: Ground): Databases {
  return new Databases(ground.server, join(ground.dataDir, "templates"));
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** Makes a role that may connect to what it owns and to nothing else, or renews its password. */
export async function ensureRole({ server }: Ground, user: string): Promise<Login> {
  const password = randomBytes(24).toString("base64url");
  await withClient(server, "postgres", async (client) => {
    const { rowCount } = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [user]);
    const verb = rowCount ? "ALTER" : "CREATE";
    const options = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT 64";
    await client.query(`${verb} ROLE ${escapeIdentifier(user)} ${options} PASSWORD ${escapeLiteral(password)}`);
    // Odoo itself asks the database `postgres` whether its own exists; nothing is kept there.
    await client.query("REVOKE CONNECT ON DATABASE template1 FROM PUBLIC");
  });
  return { user, password };
}

/** Hands a database with everything in it from one role to another; nobody else may connect. */
export async function giveDatabase({ server }: Ground, database: string, from: string, to: string): Promise<void> {
  await withClient(server, "postgres", async (client) => {
    await client.query(`REVOKE CONNECT ON DATABASE ${escapeIdentifier(database)} FROM PUBLIC`);
    await client.query(
      `GRANT CONNECT, CREATE, TEMPORARY ON DATABASE ${escapeIdentifier(database)} TO ${escapeIdentifier(to)}`,
    );
  });
  await withClient(server, database, async (client) => {
    await client.query(`ALTER SCHEMA public OWNER TO ${escapeIdentifier(to)}`);
    if (from !== to) await client.query(`REASSIGN OWNED BY ${escapeIdentifier(from)} TO ${escapeIdentifier(to)}`);
  });
}

/** Removes a database of a build with its role. */
export async function dropBuildDatabase(ground: Ground, database: string, user: string): Promise<void> {
  await databasesOf(ground).drop(database);
  await withClient(ground.server, "postgres", async (client) => {
    await client.query(`DROP ROLE IF EXISTS ${escapeIdentifier(user)}`);
  });
}

/** Writes the password of a room's role where libpq looks for it, readable by the room alone. */
export function writeLogin(home: string, uid: number, { user, password }: Login): void {
  const path = join(home, ".pgpass");
  writeFileSync(path, `*:*:*:${user}:${password}\n`, { mode: 0o600 });
  chownSync(path, uid, uid);
}

/** Gives a room its own copy of a database's filestore: templates are shared, and a build may write. */
export function copyFilestore(ground: Ground, database: string, home: string, uid: number): void {
  const from = databasesOf(ground).filestore(database);
  const parent = join(home, "data/filestore");
  mkdirSync(parent, { recursive: true });
  rmSync(join(parent, database), { recursive: true, force: true });
  if (existsSync(from)) spawnSync("cp", ["-r", from, parent]);
  spawnSync("chown", ["-R", `${uid}:${uid}`, join(home, "data")]);
}

/** Keeps the files that a template's installation wrote, for those who copy it. */
export function keepFilestore(ground: Ground, database: string, home: string): void {
  const to = databasesOf(ground).filestore(database);
  const from = join(home, "data/filestore", database);
  if (!existsSync(from)) return;
  rmSync(to, { recursive: true, force: true });
  mkdirSync(dirname(to), { recursive: true });
  spawnSync("cp", ["-r", from, to]);
}
