import { escapeIdentifier as id, escapeLiteral as literal } from "pg";
import { scramVerifier, verifierMatches } from "../stage/password.ts";
import type { Stage } from "../stage/stage.ts";
import type { RoleState, ServerState } from "./state.ts";
import { step, type Step } from "./step.ts";

/** Rights that a role of ours must not have. */
const ATTRIBUTES = ["superuser", "createdb", "createrole", "replication", "bypassrls"] as const;

/** Steps on roles and databases. Passwords are by role; without one, a role that has a password keeps it. */
export function planServer(
  stages: readonly Stage[],
  state: ServerState,
  passwords: ReadonlyMap<string, string>,
): Step[] {
  return stages.flatMap((stage) => [
    planRole(stage.app, state, passwords),
    planRole(stage.reporting, state, passwords),
    planDatabase(stage, state),
  ]);
}

function planRole(name: string, { roles }: ServerState, passwords: ReadonlyMap<string, string>): Step {
  const item = `role ${name}`;
  const now = roles.find((role) => role.name === name);
  const password = passwords.get(name);
  const secret = password === undefined ? "" : ` PASSWORD ${literal(scramVerifier(password))}`;
  const none = ATTRIBUTES.map((attribute) => `NO${attribute.toUpperCase()}`).join(" ");
  if (!now) return step(item, "created", [], [`CREATE ROLE ${id(name)} LOGIN ${none}${secret}`]);
  const attributes = wrongAttributes(now);
  const stale = password !== undefined && !verifierMatches(now.verifier, password);
  const sql = [
    ...(attributes.length ? [`ALTER ROLE ${id(name)} LOGIN ${none}`] : []),
    ...now.memberOf.map((group) => `REVOKE ${id(group)} FROM ${id(name)}`),
    ...(stale ? [`ALTER ROLE ${id(name)}${secret}`] : []),
  ];
  const details = [
    ...attributes,
    ...now.memberOf.map((group) => `no member of ${group}`),
    ...(stale ? ["password"] : []),
  ];
  return step(item, "changed", details, sql);
}

function wrongAttributes(role: RoleState): string[] {
  return [
    ...ATTRIBUTES.filter((attribute) => role[attribute]).map((it) => `no ${it}`),
    ...(role.login ? [] : ["login"]),
  ];
}

/** `C` sorts as Odoo's own databases do. */
function planDatabase({ database, app }: Stage, { databases }: ServerState): Step {
  const item = `database ${database}`;
  const now = databases.find(({ name }) => name === database);
  if (!now) {
    const create = `CREATE DATABASE ${id(database)} OWNER ${id(app)} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'`;
    return step(item, "created", [`owner ${app}`], [create]);
  }
  const foreign = now.owner !== app;
  return step(
    item,
    "changed",
    foreign ? [`owner ${app}`] : [],
    foreign ? [`ALTER DATABASE ${id(database)} OWNER TO ${id(app)}`] : [],
  );
}
