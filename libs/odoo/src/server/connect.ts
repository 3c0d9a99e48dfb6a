import { clusterFolder, findServerBinaries, joinPrivateCluster, type ServerAddress } from "./private-cluster.ts";

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

/** The server that the environment names, in libpq's own terms; null when it names none. */
export function addressFromEnvironment(env: NodeJS.ProcessEnv): { address: ServerAddress; origin: string } | null {
  if (env["DATABASE_URL"]) {
    const url = new URL(env["DATABASE_URL"]);
    const password = decodeURIComponent(url.password);
    const address = {
      host: url.searchParams.get("host") ?? (url.hostname || "localhost"),
      port: Number(url.port || 5432),
      user: decodeURIComponent(url.username) || "odoo",
      ...(password ? { password } : {}),
    };
    return { address, origin: "DATABASE_URL" };
  }
  if (!env["PGHOST"]) return null;
  const address = {
    host: env["PGHOST"],
    port: Number(env["PGPORT"] ?? 5432),
    user: env["PGUSER"] ?? "odoo",
    ...(env["PGPASSWORD"] ? { password: env["PGPASSWORD"] } : {}),
  };
  return { address, origin: "PGHOST" };
}
