import { randomBytes } from "node:crypto";
import type { Issue } from "@ipai/core";

/** Secrets of production, by the name of their file; those of database roles carry the role's name. */
export const SECRETS = ["database_admin", "odoo_app", "odoo_reporting", "odoo_admin_password"] as const;

/** Those of the dashboards; `superset_history_uri` is written by hand, since it names a server. */
export const DASHBOARD_SECRETS = ["superset_database", "superset_secret_key", "superset_admin_password"] as const;

const SHORTEST = 16;
const GUESSABLE =
  /^(.)\1*$|pass(word|wd|w0rd)|change-?me|secret|example|placeholder|default|admin|postgres|odoo|qwerty|letmein|12345|todo|xxx/i;

/** What is wrong with the secrets of production: missing, short, guessable, or two of them equal. */
export function checkSecrets(secrets: ReadonlyMap<string, string>): Issue[] {
  const first = new Map<string, string>();
  return SECRETS.flatMap((name) => {
    const value = secrets.get(name);
    const twin = value === undefined ? undefined : first.get(value);
    if (value !== undefined && twin === undefined) first.set(value, name);
    const wrong = faultOf(value, twin);
    return wrong
      ? [
          {
            code: "secret-refused",
            severity: "error" as const,
            message: `secret ${name} ${wrong}`,
            advice: "npx ipai stack secrets deploy/secrets",
          },
        ]
      : [];
  });
}

function faultOf(value: string | undefined, twin: string | undefined): string | null {
  if (value === undefined) return "is missing";
  if (!/^[\x21-\x7e]+$/.test(value)) return "is empty, or holds spaces or characters that clients encode differently";
  if (value.length < SHORTEST) return `is shorter than ${SHORTEST} characters`;
  if (GUESSABLE.test(value)) return "is, or contains, a password that everybody tries";
  return twin === undefined ? null : `is also ${twin}'s`;
}

/** A new random secret of 192 bits that `checkSecrets` accepts. */
export function makeSecret(): string {
  const secret = randomBytes(24).toString("base64url");
  return faultOf(secret, undefined) === null ? secret : makeSecret();
}
