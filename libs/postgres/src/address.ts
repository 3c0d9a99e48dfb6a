/** Where a PostgreSQL server answers, and as whom. */
export interface ServerAddress {
  /** Host name, or the folder of its socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
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
