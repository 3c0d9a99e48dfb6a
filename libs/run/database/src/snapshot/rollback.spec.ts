import { spawn } from "node:child_process";
import { once } from "node:events";
import { findServerBinaries, startScratchCluster, withClient, type ScratchCluster } from "@ipai/postgres";
import { buildSync } from "esbuild";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dropSnapshot, listSnapshots, rollback, takeSnapshot } from "../index.ts";
import { BUILDING, copyDatabase } from "./note.ts";

const binaries = findServerBinaries();
const required = (process.env["IPAI_REQUIRE"] ?? "").includes("postgres");

describe.skipIf(!binaries && !required)("snapshot and rollback (needs postgresql)", { timeout: 60_000 }, () => {
  let cluster: ScratchCluster;
  const database = `Größe "of" it`;
  const id = (name: string) => `"${name.replaceAll('"', '""')}"`;
  beforeAll(async () => {
    cluster = await startScratchCluster(binaries!);
    await sql("postgres", "CREATE ROLE app LOGIN; CREATE ROLE reader LOGIN");
  });
  afterAll(() => cluster.remove());

  beforeEach(async () => {
    const { rows } = await sql(
      "postgres",
      "SELECT datname FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1')",
    );
    for (const { datname } of rows) await sql("postgres", `DROP DATABASE ${id(datname as string)} WITH (FORCE)`);
    await sql("postgres", `CREATE DATABASE ${id(database)} OWNER app`);
    await sql(
      "postgres",
      `REVOKE ALL ON DATABASE ${id(database)} FROM PUBLIC; GRANT CONNECT ON DATABASE ${id(database)} TO reader;
      ALTER DATABASE ${id(database)} SET work_mem = '7MB'; COMMENT ON DATABASE ${id(database)} IS 'ours'`,
    );
    await sql(database, "SET ROLE app; CREATE TABLE entry (n int); INSERT INTO entry SELECT generate_series(1, 1000)");
  });

  const sql = (name: string, statements: string) =>
    withClient(cluster.address, name, (client) => client.query<Record<string, unknown>>(statements));
  const count = async (name = database) => Number((await sql(name, "SELECT count(*) AS n FROM entry")).rows[0]!["n"]);
  const take = (name = "before-update", more = {}) => takeSnapshot(cluster.address, database, name, more);
  const back = (name = "before-update", more = {}) => rollback(cluster.address, database, name, more);
  const damage = () => sql(database, "DELETE FROM entry WHERE n > 400; ALTER TABLE entry ADD broken int");

  it("brings back schema and rows, rights and settings, and keeps what was replaced", async () => {
    const taken = await take();
    await damage();
    const { facts, replaced, issues } = await back();
    expect(issues).toEqual([]);
    expect(facts).toEqual(taken.copy!.facts);
    expect(facts).toMatchObject({ tables: 1, rows: 1000 });
    expect(await count()).toBe(1000);
    expect(await count(copyDatabase(database, replaced!))).toBe(400);
    const shape = `SELECT pg_get_userbyid(datdba) AS owner, has_database_privilege('reader', oid, 'CONNECT') AS reads,
      has_database_privilege('reader', oid, 'TEMP') AS temp, shobj_description(oid, 'pg_database') AS comment
      FROM pg_database WHERE datname = current_database()`;
    expect((await sql(database, shape)).rows).toEqual([{ owner: "app", reads: true, temp: false, comment: "ours" }]);
    expect((await sql(database, "SHOW work_mem")).rows).toEqual([{ work_mem: "7MB" }]);
    await expect(
      withClient({ ...cluster.address, user: "app" }, copyDatabase(database, replaced!), count as never),
    ).rejects.toMatchObject({ code: "42501" });
  });

  it("can return to what a rollback replaced, and drops only copies", async () => {
    await take();
    await damage();
    const { replaced } = await back();
    expect((await back(replaced!)).issues).toEqual([]);
    expect(await count()).toBe(400);
    const names = (await listSnapshots(cluster.address, database)).map(({ name }) => name);
    expect(names).toHaveLength(3);
    for (const name of names) expect(await dropSnapshot(cluster.address, database, name)).toEqual([]);
    expect(await dropSnapshot(cluster.address, database, "before-update")).toMatchObject([{ code: "no-snapshot" }]);
    expect(await count()).toBe(400);
  });

  it("refuses while somebody is connected, and names them; sends them away when asked to", async () => {
    await take();
    const odoo = new Client({ ...cluster.address, database, application_name: "odoo-17" });
    const gone = new Promise((resolve) => odoo.on("error", resolve));
    await odoo.connect();
    for (const attempt of [await take("second"), await back()])
      expect(attempt.issues).toMatchObject([{ code: "live-connections", message: expect.stringContaining("odoo-17") }]);
    await damage();
    expect((await back("before-update", { endConnections: true })).issues).toEqual([]);
    await gone;
    expect(await count()).toBe(1000);
  });

  it("wins over clients that come back at once", async () => {
    await take();
    await damage();
    const visits = new AbortController();
    const visit = async (): Promise<void> => {
      await withClient(cluster.address, database, (client) => client.query("SELECT pg_sleep(0.05)")).catch(() => {});
      if (!visits.signal.aborted) await visit();
    };
    const visitor = visit();
    expect((await back("before-update", { endConnections: true })).issues).toEqual([]);
    expect((await take("another", { endConnections: true })).issues).toEqual([]);
    visits.abort();
    await visitor;
    expect(await count()).toBe(1000);
  });

  it("calls nobody a liar because users write as soon as it is back", async () => {
    await take();
    await damage();
    const visits = new AbortController();
    const write = async (): Promise<void> => {
      await withClient(cluster.address, database, (client) => client.query("INSERT INTO entry VALUES (0)")).catch(
        () => {},
      );
      if (!visits.signal.aborted) await write();
    };
    const writers = [write(), write()];
    const { issues } = await back("before-update", { endConnections: true });
    visits.abort();
    await Promise.all(writers);
    expect(issues).toEqual([]);
    expect(await count()).toBeGreaterThanOrEqual(1000);
  });

  it("refuses a snapshot that somebody changed, and leaves the database as it is", async () => {
    await take();
    await withClient(cluster.address, copyDatabase(database, "before-update"), async (client) => {
      await client.query("SET default_transaction_read_only = off");
      await client.query("DELETE FROM entry WHERE n = 1");
    });
    await damage();
    const { issues, replaced } = await back();
    expect([issues, replaced]).toMatchObject([
      [{ code: "snapshot-differs", message: expect.stringContaining("999 rows") }],
      null,
    ]);
    expect(await count()).toBe(400);
    const { rows } = await sql("postgres", `SELECT FROM pg_database WHERE starts_with(datname, '${BUILDING}')`);
    expect(rows).toEqual([]);
  });

  it("names what is wrong: no snapshot, no database, a bad or a taken name", async () => {
    expect((await back("nope")).issues).toMatchObject([
      { code: "no-snapshot", advice: expect.stringContaining("take") },
    ]);
    await take();
    expect((await back("nope")).issues).toMatchObject([{ advice: "there are before-update" }]);
    expect((await take()).issues).toMatchObject([{ code: "snapshot-exists" }]);
    expect((await take("x y")).issues).toMatchObject([{ code: "snapshot-name" }]);
    expect((await takeSnapshot(cluster.address, "no such", "x")).issues).toMatchObject([{ code: "no-database" }]);
    await sql("postgres", `DROP DATABASE ${id(database)}`);
    expect((await back()).issues).toMatchObject([{ code: "no-database" }]);
  });

  it.each(["copied", "proven", "swapped"])("is whole after a kill -9 once it was %s, and runs again", async (step) => {
    await take();
    await damage();
    await killedAfter(step);
    expect(await count()).toBe(step === "swapped" ? 1000 : 400);
    expect((await back("before-update", { endConnections: true })).issues).toEqual([]);
    expect(await count()).toBe(1000);
    const { rows } = await sql("postgres", `SELECT FROM pg_database WHERE starts_with(datname, '${BUILDING}')`);
    expect(rows).toEqual([]);
  });

  async function killedAfter(step: string): Promise<void> {
    const contents = `import { rollback } from "../index.ts";
      rollback(${JSON.stringify(cluster.address)}, ${JSON.stringify(database)}, "before-update", {
        onStep: (step) => step === ${JSON.stringify(step)} && process.kill(process.pid, "SIGKILL") });`;
    const stdin = { contents, resolveDir: import.meta.dirname, loader: "ts" } as const;
    const code = buildSync({
      stdin,
      bundle: true,
      platform: "node",
      format: "cjs",
      write: false,
      external: ["pg-native"],
    });
    const child = spawn(process.execPath, ["-"], { stdio: ["pipe", "inherit", "inherit"] });
    child.stdin.on("error", () => {});
    child.stdin.end(code.outputFiles[0]!.text);
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
  }
});

describe("copyDatabase", () => {
  it("keeps within what PostgreSQL keeps of a name, and different bases apart", () => {
    expect(copyDatabase("production", "x")).toBe("production@x");
    const names = ["ä".repeat(31), `${"ä".repeat(30)}b`].map((base) =>
      copyDatabase(base, "replaced-20261122T131500123Z"),
    );
    expect(names.every((name) => Buffer.byteLength(name) <= 63)).toBe(true);
    expect(new Set(names).size).toBe(2);
  });
});
