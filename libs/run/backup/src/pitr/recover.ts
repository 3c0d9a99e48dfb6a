import { appendFile, chown, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Issue, Result } from "@ipai/core";
import { findServerBinaries, startCluster, stopCluster, type ServerAddress } from "@ipai/postgres";
import { Client } from "pg";
import type { Pitr } from "../config/schema.ts";
import { fault } from "../run/fault.ts";
import { finish } from "../run/process.ts";
import { pgbackrest, readBaseBackups, type BaseBackup } from "./pgbackrest.ts";

/** A server of its own on the recovered data; nothing of it is archived, and only root and its owner reach it. */
export interface Recovered {
  readonly base: BaseBackup;
  readonly address: ServerAddress;
  readonly folder: string;
  readonly seconds: number;
}

/**
 * Recovers the whole cluster to an instant, into a new folder, and starts a server on it. Never touches the cluster
 * that was archived, nor its archive.
 *
 * @param at an instant, ISO 8601 with its offset; it must come after the end of a base backup
 * @param user the role to ask the recovered server as
 */
export async function recoverTo(
  pitr: Pitr,
  at: string,
  folder: string,
  user: string,
): Promise<Result<Recovered | null>> {
  const began = Date.now();
  const instant = new Date(at);
  if (Number.isNaN(instant.getTime()))
    return none(fault("pitr-instant", `${at} is no instant`, "write 2026-11-22T13:05:00Z"));
  if (existsSync(folder) && (await readdir(folder)).length)
    return none(fault("restore-refused", `${folder} is not empty`, "name a folder that does not exist"));
  const { backups, issue } = await readBaseBackups(pitr);
  if (issue) return none(issue);
  const base = backups.findLast(({ stop }) => Date.parse(stop) < instant.getTime());
  if (!base) return none(tooEarly(backups, at));

  await makeFolders(pitr, folder);
  const target = instant.toISOString().replace("T", " ").replace("Z", "+00");
  const recovery = ["--type=time", `--target=${target}`, "--target-action=promote", "--archive-mode=off"];
  const restored = await pgbackrest(pitr, [
    `--pg1-path=${join(folder, "data")}`,
    `--set=${base.label}`,
    ...recovery,
    "restore",
  ]);
  if (restored.issue) return none(restored.issue);
  const binaries = findServerBinaries();
  if (!binaries) return none(fault("pitr-failed", "there are no server binaries", "apt-get install postgresql"));
  await completeSettings(binaries, join(folder, "data"));
  try {
    const port = await startCluster(binaries, folder);
    const address = { host: join(folder, "socket"), port, user };
    await untilPromoted(address);
    return { value: { base, address, folder, seconds: (Date.now() - began) / 1000 }, issues: [] };
  } catch (error) {
    stopCluster(binaries, folder, "immediate");
    return none(notReached(await readFile(join(folder, "data/server.log"), "utf8").catch(() => ""), error as Error));
  }
}

function none(issue: Issue): { value: null; issues: Issue[] } {
  return { value: null, issues: [issue] };
}

async function makeFolders(pitr: Pitr, folder: string): Promise<void> {
  const { uid, gid } = await stat(pitr.data);
  for (const path of [folder, join(folder, "data"), join(folder, "socket")]) {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await chown(path, uid, gid);
  }
}

/** Debian keeps settings outside of the data: then recovery gets the limits that WAL demands, and a socket of its own. */
async function completeSettings(binaries: string, data: string): Promise<void> {
  const { uid, gid } = await stat(data);
  const write = async (name: string, text: string) => {
    if (existsSync(join(data, name))) return;
    await writeFile(join(data, name), text, { mode: 0o600 });
    await chown(join(data, name), uid, gid);
  };
  await write("postgresql.conf", await demandedLimits(binaries, data));
  await write("pg_ident.conf", "");
  // Asked through a socket in a folder that only root and the owner can enter.
  await writeFile(join(data, "pg_hba.conf"), "local all all trust\n");
  await appendFile(join(data, "postgresql.auto.conf"), "listen_addresses = ''\n");
}

const LIMITS = [
  "max_connections",
  "max_worker_processes",
  "max_wal_senders",
  "max_prepared_xacts",
  "max_locks_per_xact",
];
const NAMES: Readonly<Record<string, string>> = {
  max_prepared_xacts: "max_prepared_transactions",
  max_locks_per_xact: "max_locks_per_transaction",
};

async function demandedLimits(binaries: string, data: string): Promise<string> {
  const { stdout } = await finish(join(binaries, "pg_controldata"), ["-D", data]);
  return LIMITS.map((name) => {
    const value = new RegExp(`^${name} setting:\\s+(\\d+)`, "m").exec(stdout)?.[1];
    return value ? `${NAMES[name] ?? name} = ${value}\n` : "";
  }).join("");
}

async function untilPromoted(address: ServerAddress): Promise<void> {
  for (;;) {
    const client = new Client({ ...address, database: "postgres" });
    client.on("error", () => {});
    try {
      await client.connect();
      const { rows } = await client.query<{ recovering: boolean }>("SELECT pg_is_in_recovery() AS recovering");
      if (!rows[0]!.recovering) return;
    } finally {
      await client.end().catch(() => {});
    }
    await sleep(200);
  }
}

function tooEarly(backups: readonly BaseBackup[], at: string): Issue {
  const [first] = backups;
  const message = first
    ? `${at} is before the end of the oldest base backup, ${first.stop}`
    : "there is no base backup";
  return fault("pitr-too-early", message, "name a later instant, or restore a copy: `ipai backup restore`");
}

function notReached(log: string, error: Error): Issue {
  const lines = log.split("\n").filter((line) => /FATAL/.test(line));
  const message = lines.find((line) => /recovery target/.test(line)) ?? lines.at(-1) ?? error.message;
  const advice = "name an instant for which WAL was archived: see `ipai backup pitr status`";
  return fault("pitr-not-reached", message.replace(/^.*FATAL:\s+/, ""), advice);
}
