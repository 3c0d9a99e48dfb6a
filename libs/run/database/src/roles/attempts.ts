import { escapeIdentifier as id } from "pg";
import type { Stage } from "../stage/stage.ts";

/** Who and what a statement names. */
export interface Scene {
  readonly stage: Stage;
  readonly others: readonly Stage[];
  /** A superuser, and the process that serves it. */
  readonly admin: string;
  readonly adminPid: number;
}

/** Something that a role tries; what it changes is rolled back, or cannot succeed for another reason than rights. */
export interface Attempt {
  readonly does: string;
  readonly must: "allow" | "refuse";
  readonly sql: string;
}

const allow = (does: string, sql: string): Attempt => ({ does, must: "allow", sql });
const refuse = (does: string, sql: string): Attempt => ({ does, must: "refuse", sql });

/** Made by the app role inside a transaction, after `init`: what the reporting role may do with it. */
export const MAKE_PROBE = `
  CREATE TABLE public.ipai_probe (id serial PRIMARY KEY, n text);
  INSERT INTO public.ipai_probe (n) VALUES ('x');
  CREATE VIEW public.ipai_probe_view AS SELECT n FROM public.ipai_probe`;

export const ON_NEW_TABLE: readonly Attempt[] = [
  allow("read a table made after init", "SELECT n FROM public.ipai_probe"),
  allow("read a view made after init", "SELECT n FROM public.ipai_probe_view"),
  // With its own id: the sequence's rights would refuse it for another reason than the table's.
  refuse("INSERT", "INSERT INTO public.ipai_probe (id, n) VALUES (2, 'y')"),
  refuse("UPDATE", "UPDATE public.ipai_probe SET n = 'y'"),
  refuse("DELETE", "DELETE FROM public.ipai_probe"),
  refuse("TRUNCATE", "TRUNCATE public.ipai_probe"),
  refuse("SELECT FOR UPDATE", "SELECT n FROM public.ipai_probe FOR UPDATE"),
  refuse("lock a table against everybody", "LOCK TABLE public.ipai_probe IN ACCESS EXCLUSIVE MODE"),
  refuse("ALTER TABLE", "ALTER TABLE public.ipai_probe ADD COLUMN extra int"),
  refuse("CREATE INDEX", "CREATE INDEX ON public.ipai_probe (n)"),
  refuse("DROP TABLE", "DROP TABLE public.ipai_probe CASCADE"),
  refuse("take a sequence's next number", "SELECT nextval('public.ipai_probe_id_seq')"),
];

/** In a transaction of the reporting role on its own database. */
export function asReporting(scene: Scene): Attempt[] {
  return [
    allow("read the catalog", "SELECT count(*) FROM information_schema.tables"),
    refuse("CREATE TABLE", "CREATE TABLE public.ipai_probe (id int)"),
    refuse("CREATE TEMP TABLE", "CREATE TEMP TABLE ipai_probe (id int)"),
    refuse("CREATE VIEW", "CREATE VIEW public.ipai_probe AS SELECT 1 AS n"),
    refuse("CREATE FUNCTION", "CREATE FUNCTION public.ipai_probe() RETURNS int LANGUAGE sql AS 'SELECT 1'"),
    refuse("CREATE SCHEMA", "CREATE SCHEMA ipai_probe"),
    refuse("become the app role", `SET LOCAL ROLE ${id(scene.stage.app)}`),
    ...asNoSuperuser(scene, scene.stage.reporting),
  ];
}

/** In a transaction of the app role on its own database. */
export function asApp(scene: Scene): Attempt[] {
  const table = "CREATE TABLE public.ipai_probe (id serial PRIMARY KEY, n text)";
  return [
    allow(
      "create, alter and drop a table",
      `${table}; ALTER TABLE public.ipai_probe ADD m int; DROP TABLE public.ipai_probe`,
    ),
    allow(
      "insert, update, delete, truncate",
      `${table}; INSERT INTO public.ipai_probe (n) VALUES ('x'); UPDATE public.ipai_probe SET n = 'y';
       DELETE FROM public.ipai_probe; TRUNCATE public.ipai_probe`,
    ),
    allow(
      "index with unaccent and trigrams",
      `${table}; CREATE INDEX ON public.ipai_probe USING gin (unaccent(n) gin_trgm_ops)`,
    ),
    allow(
      "create a view, a function, a sequence, a temporary table",
      `
      CREATE VIEW public.ipai_probe AS SELECT 1 AS n; CREATE SEQUENCE public.ipai_probe_seq;
      CREATE FUNCTION public.ipai_probe() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TEMP TABLE ipai_probe_temp (id int)`,
    ),
    refuse("drop an extension", "DROP EXTENSION unaccent CASCADE"),
    refuse("become the reporting role", `SET LOCAL ROLE ${id(scene.stage.reporting)}`),
    ...asNoSuperuser(scene, scene.stage.app),
  ];
}

/** In a transaction of the app role on `postgres`, where Odoo's bus and cron workers listen and notify. */
export const AS_APP_ON_POSTGRES: readonly Attempt[] = [
  allow("listen and notify, as bus and cron workers do", "LISTEN ipai_probe; SELECT pg_notify('ipai_probe', '')"),
  refuse("create a table in postgres", "CREATE TABLE public.ipai_probe (id int)"),
];

/** Outside of a transaction. With too many rights each fails for another reason: no template, no setting, in use. */
export const ALONE: readonly Attempt[] = [
  refuse("CREATE DATABASE", "CREATE DATABASE ipai_probe TEMPLATE ipai_no_such_template"),
  refuse("ALTER SYSTEM", "ALTER SYSTEM SET ipai_no_such_setting = 1"),
];
export const APP_ALONE_ON_POSTGRES: readonly Attempt[] = [
  refuse("drop the database postgres", "DROP DATABASE postgres"),
];

function asNoSuperuser({ stage, others, admin, adminPid }: Scene, self: string): Attempt[] {
  return [
    refuse("read a file of the server", "SELECT pg_read_file('PG_VERSION')"),
    refuse("list the server's files", "SELECT pg_ls_dir('.')"),
    refuse("run a program on the server", "COPY (SELECT 1) TO PROGRAM 'true'"),
    refuse("write a file on the server", "COPY (SELECT 1) TO '/dev/null'"),
    refuse("import a file", "SELECT lo_import('/dev/null')"),
    refuse("read the roles' password hashes", "SELECT rolpassword FROM pg_authid"),
    refuse("CREATE ROLE", "CREATE ROLE ipai_probe"),
    refuse("make itself a superuser", `ALTER ROLE ${id(self)} SUPERUSER`),
    refuse("become the superuser", `SET LOCAL ROLE ${id(admin)}`),
    refuse("log in as the superuser", `SET SESSION AUTHORIZATION ${id(admin)}`),
    refuse("switch off the server's log of itself", "SET LOCAL log_statement = 'none'"),
    refuse("cancel what others do", `SELECT pg_cancel_backend(${adminPid})`),
    refuse(
      "CREATE EVENT TRIGGER",
      "CREATE EVENT TRIGGER ipai_probe ON ddl_command_start EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    ),
    ...others.flatMap((other) => [
      refuse(
        `own ${other.name}'s database, as dropping it needs`,
        `ALTER DATABASE ${id(other.database)} CONNECTION LIMIT -1`,
      ),
      refuse(`become ${other.name}'s app role`, `SET LOCAL ROLE ${id(other.app)}`),
      refuse(`become ${other.name}'s reporting role`, `SET LOCAL ROLE ${id(other.reporting)}`),
    ]),
    ...(self === stage.app
      ? []
      : [refuse("own its database", `ALTER DATABASE ${id(stage.database)} CONNECTION LIMIT -1`)]),
    refuse("take the superuser's rights", `GRANT ${id(admin)} TO ${id(self)}`),
  ];
}
