import type { Client } from "pg";

export interface RoleState {
  readonly name: string;
  readonly login: boolean;
  readonly superuser: boolean;
  readonly createdb: boolean;
  readonly createrole: boolean;
  readonly replication: boolean;
  readonly bypassrls: boolean;
  /** What the server keeps of the password; null for none. */
  readonly verifier: string | null;
  /** Roles whose rights it has besides its own. */
  readonly memberOf: readonly string[];
}

export interface Grant {
  /** Role, or `""` for PUBLIC: everybody. */
  readonly grantee: string;
  readonly privilege: string;
}

interface DatabaseState {
  readonly name: string;
  readonly owner: string;
  readonly grants: readonly Grant[];
}

/** What a server has of roles and databases. */
export interface ServerState {
  /** `150020` for 15.20. */
  readonly version: number;
  /** The role that looks, and whether it may change everything. */
  readonly user: string;
  readonly superuser: boolean;
  readonly roles: readonly RoleState[];
  readonly databases: readonly DatabaseState[];
}

const ROLES = `
  SELECT r.rolname AS name, r.rolcanlogin AS login, r.rolsuper AS superuser, r.rolcreatedb AS createdb,
         r.rolcreaterole AS createrole, r.rolreplication AS replication, r.rolbypassrls AS bypassrls,
         r.rolpassword AS verifier,
         ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
                WHERE m.member = r.oid ORDER BY 1) AS "memberOf"
    FROM pg_authid r`;

const DATABASES = `
  SELECT d.datname AS name, pg_get_userbyid(d.datdba) AS owner,
         (SELECT coalesce(json_agg(json_build_object('grantee', coalesce(g.rolname, ''), 'privilege', a.privilege_type)), '[]')
            FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a LEFT JOIN pg_roles g ON g.oid = a.grantee) AS grants
    FROM pg_database d WHERE NOT d.datistemplate`;

/** Reads roles and databases; only a superuser sees the roles' verifiers, so others get no roles at all. */
export async function readServer(client: Client): Promise<ServerState> {
  const [who] = (
    await client.query<{ version: string; user: string; superuser: boolean }>(
      `SELECT current_setting('server_version_num') AS version, current_user AS user, rolsuper AS superuser
         FROM pg_roles WHERE rolname = current_user`,
    )
  ).rows;
  const roles = who!.superuser ? (await client.query<RoleState>(ROLES)).rows : [];
  const databases = (await client.query<DatabaseState>(DATABASES)).rows;
  return { version: Number(who!.version), user: who!.user, superuser: who!.superuser, roles, databases };
}

/** A right that objects will grant as soon as they are made. */
interface DefaultGrant extends Grant {
  /** `S` sequences, `r` tables, `n` schemas, `f` functions. */
  readonly kind: string;
  /** Null: in every schema. */
  readonly schema: string | null;
}

/** What a stage's database has inside. */
export interface InsideState {
  readonly extensions: readonly string[];
  /** `i` when indexes may use `unaccent`; null when it is not there. */
  readonly unaccent: string | null;
  /** Rights on schemas that are no system's. */
  readonly schemas: readonly { readonly schema: string; readonly grants: readonly Grant[] }[];
  /** What new objects of the app role will grant. */
  readonly defaults: readonly DefaultGrant[];
  /** Tables and views that the reporting role cannot read. */
  readonly unreadable: readonly string[];
  /** Tables, views and sequences on which the reporting role, or everybody, may do more than read. */
  readonly writable: readonly string[];
  /** Statements that give what others own to the app role. */
  readonly disown: readonly string[];
}

/** Objects of users: no system's schema, no extension's member. */
const USER_OBJECT = (oid: string, namespace: string) => `
  ${namespace} NOT IN ('pg_catalog', 'information_schema') AND ${namespace} NOT LIKE 'pg\\_%'
  AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.objid = ${oid} AND e.deptype = 'e')`;

const INSIDE = `
  WITH relation AS (
    SELECT c.oid, c.relkind, c.relowner, format('%I.%I', n.nspname, c.relname) AS name, c.relacl
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND ${USER_OBJECT("c.oid", "n.nspname")}),
  schema AS (
    SELECT n.oid, n.nspname, n.nspacl, n.nspowner FROM pg_namespace n WHERE ${USER_OBJECT("n.oid", "n.nspname")})
  SELECT
    ARRAY(SELECT extname::text FROM pg_extension) AS extensions,
    (SELECT p.provolatile FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
       JOIN pg_extension x ON x.oid = d.refobjid AND x.extname = 'unaccent'
      WHERE p.proname = 'unaccent' AND p.pronargs = 1) AS unaccent,
    (SELECT coalesce(json_agg(json_build_object('schema', nspname, 'grants',
       (SELECT coalesce(json_agg(json_build_object('grantee', coalesce(g.rolname, ''), 'privilege', a.privilege_type)), '[]')
          FROM aclexplode(coalesce(nspacl, acldefault('n', nspowner))) a LEFT JOIN pg_roles g ON g.oid = a.grantee))), '[]')
       FROM schema) AS schemas,
    (SELECT coalesce(json_agg(json_build_object('kind', d.defaclobjtype, 'schema', s.nspname,
       'grantee', coalesce(g.rolname, ''), 'privilege', a.privilege_type)), '[]')
       FROM pg_default_acl d LEFT JOIN pg_namespace s ON s.oid = d.defaclnamespace
      CROSS JOIN aclexplode(d.defaclacl) a LEFT JOIN pg_roles g ON g.oid = a.grantee
      WHERE d.defaclrole = to_regrole($1)) AS defaults,
    ARRAY(SELECT name FROM relation WHERE relkind <> 'S' AND NOT has_table_privilege($3::regrole::oid, oid, 'SELECT')
           ORDER BY 1) AS unreadable,
    ARRAY(SELECT name FROM relation WHERE
            CASE relkind WHEN 'S' THEN has_sequence_privilege($3::regrole::oid, oid, 'USAGE, UPDATE')
            ELSE has_table_privilege($3::regrole::oid, oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
              OR has_any_column_privilege($3::regrole::oid, oid, 'INSERT, UPDATE, REFERENCES') END
           ORDER BY 1) AS writable,
    ARRAY(
      SELECT format('ALTER SCHEMA %I OWNER TO %I', nspname, $2::text) FROM schema
        WHERE nspname <> 'public' AND nspowner <> $1::regrole
      UNION ALL
      SELECT format('ALTER %s %s OWNER TO %I', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
               WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, name, $2::text)
        FROM relation WHERE relowner <> $1::regrole
         AND NOT (relkind = 'S' AND EXISTS (SELECT 1 FROM pg_depend o WHERE o.objid = relation.oid AND o.deptype IN ('a', 'i')))
      UNION ALL
      SELECT format('ALTER ROUTINE %s OWNER TO %I', p.oid::regprocedure, $2::text)
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE p.proowner <> $1::regrole AND ${USER_OBJECT("p.oid", "n.nspname")}) AS disown`;

/** Reads a stage's database through a superuser's connection; both roles must be there. */
export async function readInside(client: Client, app: string, reporting: string): Promise<InsideState> {
  const quote = (name: string) => client.escapeIdentifier(name);
  return (await client.query<InsideState>(INSIDE, [quote(app), app, quote(reporting)])).rows[0]!;
}
