import type { Issue } from "@ipai/core";
import type { ServerState } from "./state.ts";

const OLDEST = 130_000;

/** Why nothing can be done on a server: too old, or not ours to change. */
export function judgeServer({ version, user, superuser }: ServerState): Issue[] {
  const issues: Issue[] = [];
  const say = (code: string, message: string, advice: string) =>
    issues.push({ code, severity: "error", message, advice });
  if (version < OLDEST)
    say(
      "server-too-old",
      `the server is version ${Math.floor(version / 10_000)}`,
      "Odoo 19 needs PostgreSQL 13 or newer",
    );
  if (!superuser)
    say(
      "needs-superuser",
      `${user} is no superuser: it can neither make roles nor extensions`,
      "connect as a superuser (DATABASE_URL or PGUSER), for example postgres",
    );
  return issues;
}
