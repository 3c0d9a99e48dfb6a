import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asServerUser, freePort, run, serverUserPrefix } from "./machine.ts";

/** How a cluster is made; a cluster's folder holds `data`, `socket` and `users`. */
export interface ClusterShape {
  readonly superuser: string;
  /** With a password every connection must give it (scram-sha-256); without one every local user is trusted. */
  readonly password?: string;
  /** Lines of `postgresql.conf` over the defaults, by name; values as SQL writes them, quotes included. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A cluster that may be lost at any time, so durability is traded for speed. */
const DEFAULTS: Readonly<Record<string, string>> = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  listen_addresses: "''",
};

/** Makes the cluster's files in `folder`; a kill in between leaves none that a server would start on. */
export function initCluster(binaries: string, folder: string, shape: ClusterShape): void {
  const [data, fresh, secret] = ["data", "data.new", "superuser"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const old of [data, fresh]) rmSync(old, { recursive: true, force: true });
  mkdirSync(join(folder, "socket"), { recursive: true });
  if (shape.password) writeFileSync(secret, shape.password, { mode: 0o600 });
  if (process.getuid?.() === 0) run("chown", ["-R", "postgres:", folder]);
  const auth = shape.password ? ["-A", "scram-sha-256", `--pwfile=${secret}`] : ["-A", "trust"];
  asServerUser(join(binaries, "initdb"), [
    "-D",
    fresh,
    "-U",
    shape.superuser,
    ...auth,
    "-E",
    "UTF8",
    "--locale=C.UTF-8",
    "--no-sync",
  ]);
  rmSync(secret, { force: true });
  const settings = Object.entries({ ...DEFAULTS, ...shape.settings }).map(([name, value]) => `${name} = ${value}\n`);
  writeFileSync(join(fresh, "postgresql.auto.conf"), settings.join(""));
  run("mv", [fresh, data]);
}

/** Starts the server of a cluster's folder on a free port, or on the one named, and returns the port. */
export async function startCluster(binaries: string, folder: string, port?: number): Promise<number> {
  const chosen = port ?? (await freePort());
  const data = join(folder, "data");
  const options = `-p ${chosen} -k ${join(folder, "socket")}`;
  const args = ["-D", data, "-l", join(data, "server.log"), "-w", "-t", "60", "-o", options, "start"];
  asServerUser(join(binaries, "pg_ctl"), args);
  return chosen;
}

/** Stops the server of a cluster's folder, `immediate` as if it crashed; nothing happens where none runs. */
export function stopCluster(binaries: string, folder: string, mode: "fast" | "immediate" = "fast"): void {
  const [command, ...args] = stopCommand(binaries, folder, mode);
  spawnSync(command!, args, { stdio: "ignore", cwd: "/" });
}

/** The command that stops a cluster and waits for its end. */
export function stopCommand(binaries: string, folder: string, mode: "fast" | "immediate"): string[] {
  return [...serverUserPrefix(), join(binaries, "pg_ctl"), "-D", join(folder, "data"), "-m", mode, "-w", "stop"];
}

/** The port on which the server of a cluster's folder answers, or null when none runs. */
export function runningPort(binaries: string, folder: string): number | null {
  const data = join(folder, "data");
  const [command, ...args] = [...serverUserPrefix(), join(binaries, "pg_ctl"), "-D", data, "status"];
  if (spawnSync(command!, args, { stdio: "ignore", cwd: "/" }).status !== 0) return null;
  return Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[3]);
}
