import { escapeIdentifier as id, escapeLiteral as literal } from "pg";
import type { Stage } from "../stage/stage.ts";
import type { Grant, InsideState, ServerState } from "./state.ts";
import { describe, has, role, step, type Step } from "./step.ts";

/** Extensions that Odoo's search uses (`odoo/service/db.py`, `_create_empty_database`). */
export const EXTENSIONS = ["pg_trgm", "unaccent"] as const;

/** Steps inside a stage's database, which is there and has its owner. */
export function planInside(stage: Stage, server: ServerState, inside: InsideState): Step[] {
  return [
    planDatabaseRights(stage, server),
    ...EXTENSIONS.map((name) => {
      const there = inside.extensions.includes(name);
      return step(`extension ${name}`, "created", [], there ? [] : [`CREATE EXTENSION ${id(name)} SCHEMA public`]);
    }),
    // Odoo uses it in indexes only when it is immutable (`odoo/modules/db.py`, `has_unaccent`).
    step(
      "unaccent for indexes",
      "changed",
      ["immutable"],
      inside.unaccent === "i" ? [] : ["ALTER FUNCTION public.unaccent(text) IMMUTABLE"],
    ),
    step("owner of what is inside", "changed", [`${inside.disown.length} to ${stage.app}`], inside.disown),
    planSchemaRights(stage, inside),
    planTableRights(stage, inside),
    planFuture(stage, inside),
  ];
}

/** PUBLIC, and the roles of any stage: what others were given is not ours to take. */
const OURS = /^$|^odoo_(app|reporting)(_|$)/;

function planDatabaseRights({ database, app, reporting }: Stage, { databases }: ServerState): Step {
  const wanted: Grant[] = [{ grantee: reporting, privilege: "CONNECT" }];
  const now = databases.find(({ name }) => name === database)?.grants ?? [];
  const extra = now.filter((grant) => grant.grantee !== app && OURS.test(grant.grantee) && !has(wanted, grant));
  const missing = wanted.filter((grant) => !has(now, grant));
  const target = `DATABASE ${id(database)}`;
  return step("rights on the database", "changed", describe(missing, extra), [
    ...extra.map((grant) => `REVOKE ${grant.privilege} ON ${target} FROM ${role(grant)}`),
    ...missing.map((grant) => `GRANT ${grant.privilege} ON ${target} TO ${role(grant)}`),
  ]);
}

function planSchemaRights({ app, reporting }: Stage, { schemas }: InsideState): Step {
  const plans = schemas.map(({ schema, grants }) => {
    const wanted: Grant[] = [
      { grantee: app, privilege: "USAGE" },
      { grantee: app, privilege: "CREATE" },
      { grantee: reporting, privilege: "USAGE" },
    ];
    const extra = grants.filter((grant) => ["", reporting].includes(grant.grantee) && !has(wanted, grant));
    const missing = wanted.filter((grant) => !has(grants, grant));
    const sql = [
      ...extra.map((grant) => `REVOKE ${grant.privilege} ON SCHEMA ${id(schema)} FROM ${role(grant)}`),
      ...missing.map((grant) => `GRANT ${grant.privilege} ON SCHEMA ${id(schema)} TO ${role(grant)}`),
    ];
    return { sql, details: describe(missing, extra).map((text) => `${schema}: ${text}`) };
  });
  return step(
    "rights on schemas",
    "changed",
    plans.flatMap(({ details }) => details),
    plans.flatMap(({ sql }) => sql),
  );
}

function planTableRights({ reporting }: Stage, { unreadable, writable }: InsideState): Step {
  const kept = "INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER";
  const sql = [
    ...unreadable.map((table) => `GRANT SELECT ON ${table} TO ${id(reporting)}`),
    ...writable.map(
      (table) => `DO $$ BEGIN
      IF (SELECT relkind FROM pg_class WHERE oid = ${literal(table)}::regclass) = 'S'
      THEN REVOKE USAGE, UPDATE ON SEQUENCE ${table} FROM PUBLIC, ${id(reporting)};
      ELSE REVOKE ${kept} ON ${table} FROM PUBLIC, ${id(reporting)}; END IF; END $$`,
    ),
  ];
  const details = [
    ...(unreadable.length ? [`${unreadable.length} made readable`] : []),
    ...(writable.length ? [`${writable.length} no longer writable`] : []),
  ];
  return step("rights on tables", "changed", details, sql);
}

/** Default privileges belong to whoever creates: the app role, since Odoo makes its tables itself. */
function planFuture({ app, reporting }: Stage, { defaults }: InsideState): Step {
  const wanted = [
    { kind: "r", schema: null, grantee: reporting, privilege: "SELECT" },
    { kind: "n", schema: null, grantee: reporting, privilege: "USAGE" },
  ];
  const same = (a: (typeof wanted)[number], b: InsideState["defaults"][number]) =>
    a.kind === b.kind && a.schema === b.schema && a.grantee === b.grantee && a.privilege === b.privilege;
  const missing = wanted.filter((grant) => !defaults.some((now) => same(grant, now)));
  const extra = defaults.filter(
    (now) =>
      ["r", "S", "n"].includes(now.kind) &&
      ["", reporting].includes(now.grantee) &&
      !wanted.some((it) => same(it, now)),
  );
  const kinds: Readonly<Record<string, string>> = { r: "TABLES", n: "SCHEMAS", S: "SEQUENCES" };
  const alter = ({ schema }: { schema: string | null }) =>
    `ALTER DEFAULT PRIVILEGES FOR ROLE ${id(app)}${schema === null ? "" : ` IN SCHEMA ${id(schema)}`}`;
  return step("rights on future tables", "changed", describe(missing, extra), [
    ...extra.map((it) => `${alter(it)} REVOKE ${it.privilege} ON ${kinds[it.kind]} FROM ${role(it)}`),
    ...missing.map((it) => `${alter(it)} GRANT ${it.privilege} ON ${kinds[it.kind]} TO ${role(it)}`),
  ]);
}
