import { findServerBinaries, startScratchCluster, withClient, type ScratchCluster } from "@ipai/postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generatePasswords, initDatabases, stagesOf, STAGE_NAMES, type InitItem, type Stage } from "../index.ts";

const binaries = findServerBinaries();
const required = (process.env["IPAI_REQUIRE"] ?? "").includes("postgres");

describe.skipIf(!binaries && !required)("init (needs postgresql)", { timeout: 60_000 }, () => {
  let cluster: ScratchCluster;
  const stages = stagesOf(STAGE_NAMES, { production: `"Größe" of; DROP '90%\\` });
  const production = stages[2]!;
  const passwords = generatePasswords(stages);

  beforeAll(async () => {
    cluster = await startScratchCluster(binaries!, { passwords: true });
  });
  afterAll(() => cluster.remove());

  const init = () => initDatabases(cluster.address, stages, { passwords });
  const asAdmin = (database: string, ...statements: string[]) =>
    withClient(cluster.address, database, async (client) => {
      for (const sql of statements) await client.query(sql);
    });
  const as = (role: string, database: string, sql: string) =>
    withClient({ ...cluster.address, user: role, password: passwords.get(role)! }, database, (client) =>
      client.query<Record<string, unknown>>(sql),
    );
  const outcomes = (items: readonly InitItem[]) => new Set(items.map(({ outcome }) => outcome));

  it("completes what a run that ended after any item left, and then changes nothing", async () => {
    const [ofServer, ofDatabase] = [3, 8];
    for (let last = 1; last <= ofServer + ofDatabase; last += 1) {
      let seen = 0;
      const stop = () => {
        seen += 1;
        if (seen === last) throw new Error("the power went");
      };
      await expect(initDatabases(cluster.address, [production], { passwords, onItem: stop })).rejects.toThrow("power");
    }
    const { items, issues } = await init();
    expect(issues).toEqual([]);
    expect(items).toHaveLength(3 * (ofServer + ofDatabase));
    const again = [...outcomes(items.filter(({ stage, item }) => stage === "production" || item === "role odoo_app"))];
    expect(again).toEqual(["already so"]);
    expect([...outcomes((await init()).items)]).toEqual(["already so"]);
  });

  it("gives each stage's roles what they need: tables made later, search extensions, a password", async () => {
    for (const { app, reporting, database } of stages) {
      await as(app, database, "CREATE SCHEMA later; CREATE TABLE later.t (n text); INSERT INTO later.t VALUES ('é')");
      await as(app, database, "CREATE INDEX ON later.t USING gin (unaccent(n) gin_trgm_ops)");
      const { rows } = await as(reporting, database, "SELECT unaccent(n) AS n FROM later.t");
      expect(rows).toEqual([{ n: "e" }]);
      await as(app, database, "DROP SCHEMA later CASCADE");
    }
  });

  interface Fault {
    name: string;
    sql: (stage: Stage) => string;
    item: string;
    detail: string;
  }
  const faults: Fault[] = [
    {
      name: "a superuser",
      sql: ({ app }) => `ALTER ROLE ${app} SUPERUSER CREATEROLE`,
      item: "role odoo_app",
      detail: "no superuser, no createrole",
    },
    {
      name: "a member",
      sql: ({ reporting }) => `GRANT pg_write_all_data TO ${reporting}`,
      item: "role odoo_reporting",
      detail: "no member of pg_write_all_data",
    },
    {
      name: "another password",
      sql: ({ app }) => `ALTER ROLE ${app} PASSWORD 'something else'`,
      item: "role odoo_app",
      detail: "password",
    },
    {
      name: "a database for everybody",
      sql: () => `DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO PUBLIC', current_database()); END $$`,
      item: "rights on the database",
      detail: "revoke CONNECT PUBLIC",
    },
    { name: "a missing extension", sql: () => "DROP EXTENSION unaccent", item: "extension unaccent", detail: "" },
    {
      name: "Odoo's own grant",
      sql: () => "GRANT CREATE ON SCHEMA public TO PUBLIC",
      item: "rights on schemas",
      detail: "public: revoke CREATE PUBLIC",
    },
    {
      name: "a writable table",
      sql: ({ app, reporting }) =>
        `SET ROLE ${app}; CREATE TABLE w (a int); GRANT INSERT, UPDATE (a) ON w TO ${reporting}`,
      item: "rights on tables",
      detail: "1 no longer writable",
    },
    {
      name: "a writable sequence",
      sql: ({ app }) => `SET ROLE ${app}; CREATE SEQUENCE w_seq; GRANT USAGE ON w_seq TO PUBLIC`,
      item: "rights on tables",
      detail: "1 no longer writable",
    },
    {
      name: "a hidden table",
      sql: ({ reporting }) => `REVOKE SELECT ON w FROM ${reporting}`,
      item: "rights on tables",
      detail: "1 made readable",
    },
    {
      name: "a stranger's table",
      sql: () => "CREATE TABLE strange (a int)",
      item: "owner of what is inside",
      detail: "1 to odoo_app",
    },
    {
      name: "writable future tables",
      sql: ({ app, reporting }) =>
        `ALTER DEFAULT PRIVILEGES FOR ROLE ${app} IN SCHEMA public GRANT DELETE ON TABLES TO ${reporting}`,
      item: "rights on future tables",
      detail: "revoke DELETE odoo_reporting",
    },
  ];

  it.each(faults)("mends $name, and says so", async ({ sql, item, detail }) => {
    await asAdmin(production.database, sql(production));
    const { items } = await init();
    const mended = items.filter(({ outcome }) => outcome !== "already so");
    expect(mended).toContainEqual(expect.objectContaining({ item, detail }));
    expect([...outcomes((await init()).items)]).toEqual(["already so"]);
  });

  it("does nothing without a good password for every role", async () => {
    for (const [password, why] of [
      ["", "is empty"],
      ["odoo", "default"],
      ["aaaaaaaaaaaaaaaa", "default"],
      ["short1!", "shorter"],
      ["ein Größeres Wort", "spaces"],
      [passwords.get("odoo_app")!, "is also odoo_reporting's"],
    ] as const) {
      const given = new Map(passwords).set("odoo_reporting", password);
      const { items, issues } = await initDatabases(cluster.address, stages, { passwords: given });
      expect(JSON.stringify(issues)).not.toContain(`"${password || "?"}"`);
      expect([items, issues[0]?.code, issues[0]?.message]).toEqual([
        [],
        "password-refused",
        expect.stringContaining(why),
      ]);
    }
  });

  it("says what is missing: a superuser, a password, a server", async () => {
    const { app, database } = production;
    const user = { ...cluster.address, user: app, password: passwords.get(app)! };
    expect((await initDatabases(user, stages, { passwords })).issues).toMatchObject([{ code: "needs-superuser" }]);
    await asAdmin(database, `ALTER ROLE ${app} PASSWORD NULL`);
    expect((await initDatabases(cluster.address, stages, { passwords: new Map() })).issues).toMatchObject([
      { code: "password-missing", advice: expect.stringContaining("ODOO_APP_PASSWORD") },
    ]);
    const nowhere = { ...cluster.address, port: 1 };
    await expect(initDatabases(nowhere, stages, { passwords })).rejects.toMatchObject({ advice: expect.any(String) });
    await expect(initDatabases({ ...cluster.address, password: "wrong" }, stages, { passwords })).rejects.toMatchObject(
      {
        code: "28P01",
      },
    );
  });
});
