import { addressFromEnvironment, type ServerAddress } from "./address.ts";
import { findServerBinaries } from "./cluster/machine.ts";
import { clusterFolder, joinPrivateCluster } from "./cluster/private.ts";

export interface Server {
  readonly address: ServerAddress;
  /** How it was found, for people: `DATABASE_URL`, `PGHOST`, or the private cluster's folder. */
  readonly origin: string;
  release(): void;
}

/**
 * The PostgreSQL server to use: `DATABASE_URL`, else `PG*`, else a private cluster of the workspace where server
 * binaries are installed; null when there is none of them.
 */
export async function connectServer(workspace: string, env: NodeJS.ProcessEnv = process.env): Promise<Server | null> {
  const given = addressFromEnvironment(env);
  if (given) return { ...given, release: () => {} };
  const binaries = findServerBinaries();
  if (!binaries) return null;
  const folder = clusterFolder(workspace);
  const { address, release } = await joinPrivateCluster(binaries, folder);
  return { address, origin: folder, release };
}
