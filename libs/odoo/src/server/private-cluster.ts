import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { lock } from "proper-lockfile";

/** Where a PostgreSQL server answers. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
}

export interface PrivateCluster {
  readonly address: ServerAddress;
  /** Says that this process no longer needs the server; it stops when nobody does. */
  release(): void;
}

/** Newest PostgreSQL server binaries on this machine, or null. */
export function findServerBinaries(): string | null {
  const base = "/usr/lib/postgresql";
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : [];
  for (const version of versions) if (existsSync(join(base, version, "bin/initdb"))) return join(base, version, "bin");
  const found = spawnSync("sh", ["-c", "command -v initdb"], { encoding: "utf8" }).stdout.trim();
  return found ? found.replace(/\/initdb$/, "") : null;
}

/** Folder of the cluster that belongs to a workspace: short and outside of home, since sockets and another user need it. */
export function clusterFolder(workspace: string): string {
  return join("/var/tmp", `ipai-postgres-${createHash("sha256").update(workspace).digest("hex").slice(0, 12)}`);
}

/**
 * Starts the workspace's own PostgreSQL, or joins it when another process has it running. Data stays between
 * runs (it is the cache of database templates); the server does not: a supervisor stops it once no process
 * that joined is alive, kills included.
 */
export async function joinPrivateCluster(binaries: string, folder: string): Promise<PrivateCluster> {
  const users = join(folder, "users");
  mkdirSync(users, { recursive: true });
  const unlock = await lock(folder, { retries: { retries: 300, minTimeout: 200, maxTimeout: 1000 }, stale: 60_000 });
  try {
    const membership = join(users, String(process.pid));
    writeFileSync(membership, "");
    if (!existsSync(join(folder, "data/PG_VERSION"))) initialise(binaries, folder);
    const port = runningPort(binaries, folder) ?? (await start(binaries, folder));
    return {
      address: { host: join(folder, "socket"), port, user: "odoo" },
      release: () => rmSync(membership, { force: true }),
    };
  } finally {
    await unlock();
  }
}

/** Stops the server at once and removes its data: every template is lost. */
export function removePrivateCluster(binaries: string, folder: string): void {
  const [command, ...args] = [
    ...serverUserPrefix(),
    join(binaries, "pg_ctl"),
    "-D",
    join(folder, "data"),
    "-m",
    "immediate",
    "-w",
    "stop",
  ];
  spawnSync(command!, args, { stdio: "ignore", cwd: "/" });
  rmSync(folder, { recursive: true, force: true });
}

const SETTINGS = `
# A cache of test databases: it may be lost at any time, so durability is traded for speed.
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
max_connections = 200
shared_buffers = 256MB
max_wal_size = 2GB
listen_addresses = ''
`;

function initialise(binaries: string, folder: string): void {
  const data = join(folder, "data");
  rmSync(data, { recursive: true, force: true });
  mkdirSync(join(folder, "socket"), { recursive: true });
  if (process.getuid?.() === 0) run("chown", ["-R", "postgres:", folder]);
  const fresh = join(folder, "data.new");
  rmSync(fresh, { recursive: true, force: true });
  asServerUser(join(binaries, "initdb"), [
    "-D",
    fresh,
    "-U",
    "odoo",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C.UTF-8",
    "--no-sync",
  ]);
  writeFileSync(join(fresh, "postgresql.auto.conf"), SETTINGS);
  run("mv", [fresh, data]);
}

async function start(binaries: string, folder: string): Promise<number> {
  const port = await freePort();
  const options = `-p ${port} -k ${join(folder, "socket")}`;
  asServerUser(join(binaries, "pg_ctl"), [
    "-D",
    join(folder, "data"),
    "-l",
    join(folder, "data/server.log"),
    "-w",
    "-t",
    "60",
    "-o",
    options,
    "start",
  ]);
  supervise(binaries, folder);
  return port;
}

/** Outlives us on purpose: whoever is killed, the server still stops when the last member is gone. */
function supervise(binaries: string, folder: string): void {
  const stop = [...serverUserPrefix(), join(binaries, "pg_ctl"), "-D", join(folder, "data"), "-m", "fast", "stop"];
  const script = `
    cd / || exit
    while :; do
      alive=no
      for member in "$0"/*; do
        [ -e "$member" ] || continue
        if kill -0 "$(basename "$member")" 2>/dev/null; then alive=yes; else rm -f "$member"; fi
      done
      [ $alive = yes ] || { sleep 2; [ -n "$(ls "$0")" ] || break; }
      sleep 1
    done
    exec "$@"`;
  spawn("sh", ["-c", script, join(folder, "users"), ...stop], { detached: true, stdio: "ignore" }).unref();
}

function runningPort(binaries: string, folder: string): number | null {
  const [command, ...args] = [...serverUserPrefix(), join(binaries, "pg_ctl"), "-D", join(folder, "data"), "status"];
  if (spawnSync(command!, args, { stdio: "ignore", cwd: "/" }).status !== 0) return null;
  return Number(readFileSync(join(folder, "data/postmaster.pid"), "utf8").split("\n")[3]);
}

/** PostgreSQL refuses to run as root. */
function serverUserPrefix(): string[] {
  return process.getuid?.() === 0 ? ["runuser", "-u", "postgres", "--"] : [];
}

function asServerUser(program: string, args: readonly string[]): void {
  const [command, ...rest] = [...serverUserPrefix(), program, ...args];
  run(command!, rest);
}

function run(command: string, args: readonly string[]): void {
  // The server inherits what it is given: without "ignore" it would hold our pipe open for ever.
  const { status, error } = spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"], cwd: "/" });
  if (error || status !== 0)
    throw new Error(`${command} ${args.join(" ")} failed: ${error?.message ?? `exit ${status}`}`);
}

/** A TCP port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
