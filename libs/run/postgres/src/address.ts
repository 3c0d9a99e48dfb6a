/** Where a PostgreSQL server answers, and as whom. */
export interface ServerAddress {
  /** Host name, or the folder of its socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
}

/**
 * The server that the environment names, in libpq's own terms; null when it names none. Throws with advice for a
 * `DATABASE_URL` that is no URL of PostgreSQL.
 */
export function addressFromEnvironment(env: NodeJS.ProcessEnv): { address: ServerAddress; origin: string } | null {
  if (env["DATABASE_URL"]) {
    const url = parseUrl(env["DATABASE_URL"]);
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

function parseUrl(text: string): URL {
  if (/^postgres(ql)?:/.test(text) && URL.canParse(text)) return new URL(text);
  // The text may hold a password, so it is not repeated.
  const advice = "write postgresql://user:password@host:5432/database, other than letters and digits percent-encoded";
  throw Object.assign(new Error("DATABASE_URL is no URL of a PostgreSQL server"), { advice });
}
