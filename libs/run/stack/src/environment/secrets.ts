import { randomBytes } from "node:crypto";
import type { Issue } from "@ipai/core";

/** Secrets of production, by the name of their file; those of database roles carry the role's name. */
export const SECRETS = ["database_admin", "odoo_app", "odoo_reporting", "odoo_admin_password"] as const;

/** Those of the dashboards; `superset_history_uri` is written by hand, since it names a server. */
export const DASHBOARD_SECRETS = ["superset_database", "superset_secret_key", "superset_admin_password"] as const;

/** The mail provider's: asked for only where a user is set, and never judged by our rules for new ones. */
export const MAIL_SECRET = "smtp_password";

const SHORTEST = 16;
const GUESSABLE =
  /^(.)\1*$|pass(word|wd|w0rd)|change-?me|secret|example|placeholder|default|admin|postgres|odoo|qwerty|letmein|12345|todo|xxx/i;

/**
 * What is wrong with the secrets of production: missing, short, guessable, or two of them equal; and the mail server's,
 * where there is a user to log in.
 */
export function checkSecrets(secrets: ReadonlyMap<string, string>, mailUser: string | undefined): Issue[] {
  const first = new Map<string, string>();
  const own = SECRETS.flatMap((name) => {
    const value = secrets.get(name);
    const twin = value === undefined ? undefined : first.get(value);
    if (value !== undefined && twin === undefined) first.set(value, name);
    const wrong = faultOf(value, twin);
    return wrong ? [refused(name, wrong, "npx ipai stack secrets deploy/secrets")] : [];
  });
  if (!mailUser || secrets.get(MAIL_SECRET)) return own;
  const wrong = `is empty, but ODOO_SMTP_USER is ${mailUser}`;
  return [...own, refused(MAIL_SECRET, wrong, "write the password that the mail provider gave into it")];
}

function refused(name: string, wrong: string, advice: string): Issue {
  return { code: "secret-refused", severity: "error", message: `secret ${name} ${wrong}`, advice };
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
