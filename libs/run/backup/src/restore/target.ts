import { existsSync } from "node:fs";
import { readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Issue } from "@ipai/core";
import type { ServerAddress } from "@ipai/postgres";
import { Client, escapeIdentifier, escapeLiteral } from "pg";
import type { BackupConfig } from "../config/schema.ts";
import { fault } from "../run/fault.ts";
import { addressOf } from "../config/read.ts";

const MARK = "ipai-scratch";

/** Where a copy is restored to. */
export interface Target {
  readonly server: ServerAddress;
  readonly database: string;
  readonly filestore: string;
}

/** The target of a restore into `database`; its files go to `filestore`, or below the work folder. */
export function targetOf(config: BackupConfig, database: string, filestore?: string): Target {
  const server = addressOf(config.scratch ?? config.database);
  return { server, database, filestore: filestore ?? join(config.work, config.name, "scratch", database) };
}

/** Runs `work` on a connection to a database of the target's server. */
export async function onTarget<T>(
  { server }: Target,
  database: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ ...server, database, application_name: "ipai backup" });
  client.on("error", () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Why nothing may be written to a target: null for a new one, and for one that carries our mark. */
export async function refuseTarget(target: Target, config: BackupConfig, keep: boolean): Promise<Issue | null> {
  const { database, filestore } = target;
  const comment = await onTarget(target, "postgres", (client) => commentOf(client, database));
  if (comment !== undefined && !comment?.includes(MARK))
    return refusal(`the database ${database} exists, and no restore made it`, "name a database that does not exist");
  if (database === config.database.name && !keep)
    return refusal(`${database} is production's name`, "name a scratch database; for a real recovery add --keep");
  if (!existsSync(filestore) || existsSync(join(filestore, MARK))) return null;
  if ((await readdir(filestore)).length === 0) return null;
  return refusal(`${filestore} holds files, and no restore made it`, "name a folder that does not exist");
}

/** The comment of a database; undefined where there is no such database. */
async function commentOf(client: Client, database: string): Promise<string | null | undefined> {
  const { rows } = await client.query<{ comment: string | null }>(
    "SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = $1",
    [database],
  );
  return rows[0]?.comment;
}

/** Makes the target's database new and empty, marked as ours before anything is in it. */
export async function makeDatabase(
  target: Target,
  { collate, ctype }: { readonly collate: string; readonly ctype: string },
): Promise<void> {
  await removeTarget(target);
  const name = escapeIdentifier(target.database);
  await onTarget(target, "postgres", async (client) => {
    const locale = `LC_COLLATE ${escapeLiteral(collate)} LC_CTYPE ${escapeLiteral(ctype)}`;
    await client.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' ${locale}`);
    await client.query(`COMMENT ON DATABASE ${name} IS '${MARK}'`);
  });
}

/** Moves a restored filestore to its place, marked as ours. */
export async function placeFiles({ filestore }: Target, restored: string): Promise<void> {
  await writeFile(join(restored, MARK), "Made by a restore; the next one may replace it.\n");
  await rename(restored, filestore);
}

/** Removes a target that `refuseTarget` let pass. */
export async function removeTarget(target: Target): Promise<void> {
  const name = escapeIdentifier(target.database);
  await onTarget(target, "postgres", (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  await rm(target.filestore, { recursive: true, force: true });
}

/** Takes the mark away: from now on no restore overwrites it. */
export async function keepTarget(target: Target): Promise<void> {
  const name = escapeIdentifier(target.database);
  await onTarget(target, "postgres", (client) => client.query(`COMMENT ON DATABASE ${name} IS NULL`));
  await rm(join(target.filestore, MARK), { force: true });
}

function refusal(message: string, advice: string): Issue {
  return fault("restore-refused", message, advice);
}
