import { findServerBinaries, startScratchCluster, withClient, type ScratchCluster } from "@ipai/postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generatePasswords, initDatabases, stagesOf, STAGE_NAMES, verifyRoles } from "../index.ts";

const binaries = findServerBinaries();
const required = (process.env["IPAI_REQUIRE"] ?? "").includes("postgres");

describe.skipIf(!binaries && !required)("roles verify (needs postgresql)", { timeout: 60_000 }, () => {
  let cluster: ScratchCluster;
  const stages = stagesOf(STAGE_NAMES);
  const passwords = generatePasswords(stages);
  beforeAll(async () => {
    cluster = await startScratchCluster(binaries!, { passwords: true });
    await initDatabases(cluster.address, stages, { passwords });
  });
  afterAll(() => cluster.remove());

  const admin = (sql: string, database = "production") =>
    withClient(cluster.address, database, (client) => client.query<Record<string, unknown>>(sql));
  const verify = (some = stages) => verifyRoles(cluster.address, some, { passwords });
  const LEFT = `SELECT (SELECT count(*) FROM pg_class WHERE relname LIKE 'ipai%') + (SELECT count(*) FROM pg_database WHERE
    datname LIKE 'ipai%') + (SELECT count(*) FROM pg_roles WHERE rolname LIKE 'ipai%') AS left`;

  it("shows each refusal with its SQLSTATE, each ability, and leaves nothing behind", async () => {
    const { tried, issues } = await verify();
    expect(issues).toEqual([]);
    expect(tried.every(({ holds }) => holds)).toBe(true);
    const refused = tried.filter(({ must }) => must === "refuse");
    expect(new Set(refused.map(({ sqlstate }) => sqlstate))).toEqual(new Set(["42501", "28P01"]));
    expect([tried.length, refused.length]).toEqual([246, 213]);
    expect((await admin(LEFT)).rows).toEqual([{ left: "0" }]);
  });

  interface Hole {
    open: string;
    close: string;
    finding: string;
  }
  const holes: Hole[] = [
    {
      open: "CREATE TABLE t (a int); GRANT INSERT ON t TO odoo_reporting",
      close: "DROP TABLE t",
      finding: "may write 1 table: public.t",
    },
    {
      open: "CREATE TABLE t (a int); GRANT UPDATE (a) ON t TO PUBLIC",
      close: "DROP TABLE t",
      finding: "may write 1 table: public.t",
    },
    { open: "CREATE TABLE t (a int)", close: "DROP TABLE t", finding: "odoo_reporting cannot read 1 table: public.t" },
    { open: "CREATE TABLE t (a int)", close: "DROP TABLE t", finding: "odoo_app does not own" },
    ...["INSERT", "UPDATE", "TRUNCATE"].map((right) => ({
      open: `ALTER DEFAULT PRIVILEGES FOR ROLE odoo_app GRANT ${right} ON TABLES TO odoo_reporting`,
      close: `ALTER DEFAULT PRIVILEGES FOR ROLE odoo_app REVOKE ${right} ON TABLES FROM odoo_reporting`,
      finding: `odoo_reporting must not ${right}: it was allowed`,
    })),
    {
      open: "ALTER DEFAULT PRIVILEGES FOR ROLE odoo_app GRANT DELETE ON TABLES TO odoo_reporting",
      close: "ALTER DEFAULT PRIVILEGES FOR ROLE odoo_app REVOKE DELETE ON TABLES FROM odoo_reporting",
      finding: "odoo_reporting must not DELETE: it was allowed",
    },
    {
      open: "ALTER DEFAULT PRIVILEGES FOR ROLE odoo_app REVOKE SELECT ON TABLES FROM odoo_reporting",
      close: "ALTER DEFAULT PRIVILEGES FOR ROLE odoo_app GRANT SELECT ON TABLES TO odoo_reporting",
      finding: "must be able to read a table made after init: it was refused",
    },
    {
      open: "GRANT CREATE ON SCHEMA public TO PUBLIC",
      close: "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
      finding: "odoo_reporting must not CREATE TABLE",
    },
    {
      open: "GRANT TEMPORARY ON DATABASE production TO odoo_reporting",
      close: "REVOKE TEMPORARY ON DATABASE production FROM odoo_reporting",
      finding: "odoo_reporting must not CREATE TEMP TABLE",
    },
    {
      open: "GRANT odoo_app TO odoo_reporting",
      close: "REVOKE odoo_app FROM odoo_reporting",
      finding: "odoo_reporting must not become the app role",
    },
    {
      open: "GRANT pg_execute_server_program TO odoo_reporting",
      close: "REVOKE pg_execute_server_program FROM odoo_reporting",
      finding: "odoo_reporting must not run a program on the server",
    },
    {
      open: "GRANT pg_read_server_files TO odoo_app",
      close: "REVOKE pg_read_server_files FROM odoo_app",
      finding: "odoo_app has the rights of pg_read_server_files",
    },
    {
      open: "GRANT CONNECT ON DATABASE staging TO odoo_app",
      close: "REVOKE CONNECT ON DATABASE staging FROM odoo_app",
      finding: "odoo_app must not connect to staging's database",
    },
    {
      open: "ALTER ROLE odoo_app CREATEROLE CREATEDB",
      close: "ALTER ROLE odoo_app NOCREATEROLE NOCREATEDB",
      finding: "odoo_app must not CREATE DATABASE: it ended with 3D000",
    },
    {
      open: "ALTER ROLE odoo_app SUPERUSER",
      close: "ALTER ROLE odoo_app NOSUPERUSER",
      finding: "odoo_app must not drop the database postgres: it ended with 55006",
    },
    {
      open: "ALTER DATABASE staging OWNER TO odoo_app",
      close: "ALTER DATABASE staging OWNER TO odoo_app_staging",
      finding: "odoo_app must not own staging's database",
    },
  ];

  it.each(holes)("finds the hole: $open", async ({ open, close, finding }) => {
    await admin(open);
    try {
      const { issues } = await verify(stages.slice(1));
      expect(issues.map(({ message }) => message)).toContainEqual(expect.stringContaining(finding));
    } finally {
      await admin(close);
    }
  });

  it("is clean again when every hole is closed, and after init where one was not", async () => {
    await admin(
      "GRANT INSERT ON ALL TABLES IN SCHEMA public TO odoo_reporting; GRANT CREATE ON SCHEMA public TO PUBLIC",
    );
    expect((await verify()).issues).not.toEqual([]);
    await initDatabases(cluster.address, stages, { passwords });
    expect((await verify()).issues).toEqual([]);
  });

  it("finds a server that asks for no password", async () => {
    const trusting = await startScratchCluster(binaries!);
    try {
      const only = stagesOf(["production"]);
      await initDatabases(trusting.address, only, { passwords });
      const { issues } = await verifyRoles(trusting.address, only, { passwords });
      expect(issues.map(({ message }) => message)).toEqual([
        "odoo_app must not log in with a wrong password: it was allowed",
        "odoo_reporting must not log in with a wrong password: it was allowed",
      ]);
    } finally {
      trusting.remove();
    }
  });

  it("tries nothing with a wrong password, and says so", async () => {
    const wrong = new Map(passwords).set("odoo_app_dev", "something else");
    await expect(verifyRoles(cluster.address, stages, { passwords: wrong })).rejects.toMatchObject({
      code: "28P01",
      advice: expect.stringContaining("password of odoo_app_dev"),
    });
  });
});
