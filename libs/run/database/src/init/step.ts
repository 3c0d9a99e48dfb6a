import { escapeIdentifier } from "pg";
import type { Grant } from "./state.ts";

/** One thing that `init` cares for, and the statements that bring it to where it must be; none when it is there. */
export interface Step {
  /** For people: `role odoo_app`, `extension unaccent`. */
  readonly item: string;
  readonly outcome: "created" | "changed" | "already so";
  /** What differs, for people; never a secret. */
  readonly detail: string;
  readonly sql: readonly string[];
}

/** A step with its outcome: nothing to do is `already so`. */
export function step(
  item: string,
  outcome: "created" | "changed",
  details: readonly string[],
  sql: readonly string[],
): Step {
  return sql.length
    ? { item, outcome, detail: details.join(", "), sql }
    : { item, outcome: "already so", detail: "", sql };
}

export function has(grants: readonly Grant[], { grantee, privilege }: Grant): boolean {
  return grants.some((grant) => grant.grantee === grantee && grant.privilege === privilege);
}

/** Rights to give and to take, for people. */
export function describe(missing: readonly Grant[], extra: readonly Grant[]): string[] {
  return [...missing.map((grant) => `grant ${inWords(grant)}`), ...extra.map((grant) => `revoke ${inWords(grant)}`)];
}

function inWords({ grantee, privilege }: Grant): string {
  return `${privilege} ${grantee || "PUBLIC"}`;
}

export function role({ grantee }: Grant): string {
  return grantee === "" ? "PUBLIC" : escapeIdentifier(grantee);
}
