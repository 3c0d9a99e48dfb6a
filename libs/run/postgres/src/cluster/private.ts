import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { lock } from "proper-lockfile";
import type { ServerAddress } from "../address.ts";
import { initCluster, runningPort, startCluster, stopCluster, stopCommand } from "./control.ts";
import { joinUsers, whenUnused } from "./supervise.ts";

export interface PrivateCluster {
  readonly address: ServerAddress;
  /** Says that this process no longer needs the server; it stops when nobody does. */
  release(): void;
}

/** Folder of the cluster that belongs to a workspace: short and outside of home, since sockets and another user need it. */
export function clusterFolder(workspace: string): string {
  return join("/var/tmp", `ipai-postgres-${createHash("sha256").update(workspace).digest("hex").slice(0, 12)}`);
}

const SHAPE = {
  superuser: "odoo",
  settings: { autovacuum: "off", max_connections: "200", shared_buffers: "256MB", max_wal_size: "2GB" },
};

/**
 * Starts the workspace's own PostgreSQL, or joins it when another process has it running. Data stays between
 * runs (it is the cache of database templates); the server does not: a supervisor stops it once no process
 * that joined is alive, kills included.
 */
export async function joinPrivateCluster(binaries: string, folder: string): Promise<PrivateCluster> {
  mkdirSync(folder, { recursive: true });
  const unlock = await lock(folder, { retries: { retries: 300, minTimeout: 200, maxTimeout: 1000 }, stale: 60_000 });
  try {
    const release = joinUsers(folder);
    if (!existsSync(join(folder, "data/PG_VERSION"))) initCluster(binaries, folder, SHAPE);
    const port = runningPort(binaries, folder) ?? (await start(binaries, folder));
    return { address: { host: join(folder, "socket"), port, user: SHAPE.superuser }, release };
  } finally {
    await unlock();
  }
}

async function start(binaries: string, folder: string): Promise<number> {
  const port = await startCluster(binaries, folder);
  whenUnused(folder, stopCommand(binaries, folder, "fast"));
  return port;
}

/** Stops the server at once and removes its data: every template is lost. */
export function removePrivateCluster(binaries: string, folder: string): void {
  stopCluster(binaries, folder, "immediate");
  rmSync(folder, { recursive: true, force: true });
}
