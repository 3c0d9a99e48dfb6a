import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { ServerAddress } from "../address.ts";
import { initCluster, startCluster, stopCommand, type ClusterShape } from "./control.ts";
import { removePrivateCluster } from "./private.ts";
import { joinUsers, whenUnused } from "./supervise.ts";

export interface ScratchOptions extends Pick<ClusterShape, "settings"> {
  /** Default `postgres`. */
  readonly superuser?: string;
  /** True: roles must give their password, as on a real server; `address` then carries the superuser's. */
  readonly passwords?: boolean;
}

export interface ScratchCluster {
  readonly address: ServerAddress;
  /** Holds `data` and `socket`, owned by the server's user. */
  readonly folder: string;
  readonly binaries: string;
  /** Stops the server and removes everything. */
  remove(): void;
}

/**
 * Starts a PostgreSQL server of its own in a new folder, with no data and no role but its superuser. It answers on a
 * socket, and on TCP with `settings: { listen_addresses: "'127.0.0.1'" }`. It is removed by `remove`, or by a
 * supervisor when this process has ended, kills included.
 *
 * @param binaries from `findServerBinaries()`
 */
export async function startScratchCluster(binaries: string, options: ScratchOptions = {}): Promise<ScratchCluster> {
  const folder = mkdtempSync("/var/tmp/ipai-scratch-");
  const superuser = options.superuser ?? "postgres";
  const login = options.passwords ? { password: randomBytes(18).toString("base64url") } : {};
  const leave = joinUsers(folder);
  // The supervisor comes first: a kill while the server starts must not leave it behind.
  whenUnused(folder, ["sh", "-c", '"$@"; rm -rf "$0"', folder, ...stopCommand(binaries, folder, "immediate")]);
  initCluster(binaries, folder, { superuser, ...login, ...(options.settings && { settings: options.settings }) });
  const port = await startCluster(binaries, folder);
  return {
    address: { host: join(folder, "socket"), port, user: superuser, ...login },
    folder,
    binaries,
    remove: () => {
      leave();
      removePrivateCluster(binaries, folder);
    },
  };
}
