import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openEmbedded } from "./database/embedded.ts";
import { openEmbeddedStore, parseRuns, renderRuns, type Run, type Store } from "./index.ts";
import { MIGRATIONS } from "./schema/migrations.ts";

const commit = (letter: string) => letter.repeat(40);

function makeRun(day: number, more: Partial<Run> = {}): Run {
  return {
    version: 1,
    recordedAt: new Date(Date.UTC(2026, 0, day)).toISOString(),
    series: "19.0",
    workspace: { commit: commit("a"), dirty: false },
    report: String(day).padStart(64, "0"),
    scores: [
      {
        scope: "domain:finance",
        capabilities: 1,
        weight: 5,
        proven: day > 1 ? 0.63 : 0,
        possible: 0.63,
        tested: 0,
        declared: 0.9,
      },
      { scope: "universe", capabilities: 1, weight: 5, proven: day / 100, possible: 0.5, tested: 0, declared: 0.8 },
    ],
    capabilities: [
      {
        id: "finance.tax.vat",
        title: "VAT",
        domain: "finance",
        app: "tax",
        scope: "required",
        weight: 5,
        tier: day > 1 ? "capable" : "mapped",
        share: 0.63,
        declared: 0.9,
        cause: "no test",
      },
    ],
    pins: [{ source: "OCA/x", url: "https://example.com/OCA/x", commit: commit(day > 2 ? "c" : "b"), modules: 3 }],
    modules: [{ name: "x", source: "OCA/x", version: "19.0.1.0.0", tree: commit("d") }],
    gates: [{ id: "M0", verdict: "NO-GO", blocking: ["ci; red", "drift"] }],
    tests: [
      {
        module: "x",
        passed: day,
        failed: 0,
        errors: 0,
        skipped: 1,
        seconds: 1.5,
        finished: "2026-01-01T00:00:00.000Z",
      },
    ],
    ...more,
  };
}

describe("the embedded store", () => {
  let fresh: string;
  let folder: string;
  let open: Store | null = null;
  // Making a cluster takes seconds, copying one does not.
  beforeAll(async () => {
    fresh = mkdtempSync(join(tmpdir(), "ipai-store-fresh-"));
    await (await openEmbeddedStore(fresh)).value.close();
  });
  afterAll(() => rmSync(fresh, { recursive: true, force: true }));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ipai-store-"));
    cpSync(fresh, folder, { recursive: true });
  });
  afterEach(async () => {
    await open?.close();
    open = null;
    rmSync(folder, { recursive: true, force: true });
  });
  const reopen = async () => {
    await open?.close();
    const { value, issues } = await openEmbeddedStore(folder);
    open = value;
    return { store: value, issues };
  };

  it("gives back the runs it was given, oldest first, and takes the same run once", async () => {
    const { store } = await reopen();
    expect(await store.record(makeRun(2))).toBe(true);
    expect(await store.record(makeRun(1))).toBe(true);
    expect(await store.record({ ...makeRun(1), recordedAt: "2026-05-05T00:00:00.000Z" })).toBe(false);
    expect((await reopen()).issues).toEqual([]);
    expect(await open!.load()).toEqual([makeRun(1), makeRun(2)]);
  });

  it("is only asked, never changed, by a query", async () => {
    const { store } = await reopen();
    await store.record(makeRun(1));
    for (const sql of [
      "DELETE FROM run",
      "DROP TABLE run CASCADE",
      "COMMIT; DROP TABLE run CASCADE",
      "WITH gone AS (DELETE FROM run RETURNING 1) SELECT * FROM gone",
      "SELECT 1; DROP TABLE run CASCADE",
      "-- a question\nTRUNCATE run CASCADE",
      "SELECT * INTO copied FROM run",
    ])
      await expect(store.query(sql)).rejects.toThrow(/.+/);
    expect(await store.query("/* a remark */ SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(await store.load()).toEqual([makeRun(1)]);
  });

  it("answers its documented views", async () => {
    const { store } = await reopen();
    for (const day of [1, 2, 3]) await store.record(makeRun(day));
    const rows = (sql: string) => store.query<Record<string, unknown>>(sql);
    expect(
      (
        await rows(
          "SELECT proven_change::float AS d FROM v_score_history WHERE scope = 'universe' ORDER BY recorded_at",
        )
      ).map(({ d }) => d),
    ).toEqual([null, 0.01, 0.01]);
    expect(await rows("SELECT tier_before, tier FROM v_capability_change ORDER BY recorded_at")).toEqual([
      { tier_before: null, tier: "mapped" },
      { tier_before: "mapped", tier: "capable" },
    ]);
    expect(await rows("SELECT commit_before, commit_id FROM v_pin_change WHERE commit_before IS NOT NULL")).toEqual([
      { commit_before: commit("b"), commit_id: commit("c") },
    ]);
    expect(await rows("SELECT missing_weight::float AS m FROM v_gap")).toEqual([{ m: 1.85 }]);
    expect(await rows("SELECT gate, verdict FROM v_gate_board")).toEqual([{ gate: "M0", verdict: "NO-GO" }]);
    expect(await rows("SELECT proven::float AS p FROM v_domain_history ORDER BY recorded_at")).toEqual([
      { p: 0 },
      { p: 0.63 },
      { p: 0.63 },
    ]);
    expect((await rows("SELECT passed_change AS c FROM v_test_health ORDER BY recorded_at")).map(({ c }) => c)).toEqual(
      [null, 1, 1],
    );
    expect(await rows("SELECT module FROM v_module_change")).toHaveLength(1);
  });

  it("brings a store of the schema before up to date, with its runs inside", async () => {
    const { store } = await reopen();
    for (const day of [1, 2, 3]) await store.record(makeRun(day));
    const changes = () => open!.query("SELECT * FROM v_capability_change ORDER BY recorded_at");
    const before = await changes();
    await open!.close();
    open = null;
    const older = await openEmbedded(folder);
    const views = MIGRATIONS.find(({ name }) => name === "003-faster-views")!.sql;
    await older.execute(`DROP VIEW v_capability_change;
      ALTER TABLE capability_fact DROP COLUMN recorded_at;
      ${views}
      DELETE FROM schema_migration WHERE name LIKE '004%';`);
    await older.close();
    expect((await reopen()).store.migrated).toEqual(["004-judgements-in-order"]);
    expect(await changes()).toEqual(before);
    expect(before).toHaveLength(2);
  });

  it("forgets old runs for good", async () => {
    const { store } = await reopen();
    for (const day of [1, 2, 3]) await store.record(makeRun(day));
    expect(await store.prune("2026-01-03")).toBe(2);
    await reopen();
    expect(await open!.load()).toEqual([makeRun(3)]);
  });

  it("rebuilds damaged data from its journal and says so", async () => {
    const { store } = await reopen();
    await store.record(makeRun(1));
    await store.close();
    open = null;
    for (const name of ["global/pg_control", "PG_VERSION"]) truncateSync(join(folder, "data", name), 3);
    const { issues } = await reopen();
    expect(issues).toMatchObject([{ code: "store-damaged", severity: "warning" }]);
    expect(await open!.load()).toEqual([makeRun(1)]);
    expect(readdirSync(folder).some((name) => name.startsWith("data.damaged-"))).toBe(true);
  });

  it("records what a killed writer left only in the journal, and reports a line it left half written", async () => {
    const { store } = await reopen();
    await store.record(makeRun(1));
    appendFileSync(join(folder, "runs.ndjson"), renderRuns([makeRun(2)]) + renderRuns([makeRun(3)]).slice(0, 50));
    const { issues } = await reopen();
    expect(issues).toMatchObject([{ code: "run-unreadable", at: { line: 2 } }]);
    await open!.record(makeRun(4));
    expect(await open!.load()).toEqual([makeRun(1), makeRun(2), makeRun(4)]);
  });

  it("lets two processes write in turn", async () => {
    const { store } = await reopen();
    const second = openEmbeddedStore(folder).then(async ({ value }) => {
      await value.record(makeRun(2));
      await value.close();
    });
    await store.record(makeRun(1));
    await store.close();
    open = null;
    await second;
    expect(await (await reopen()).store.load()).toEqual([makeRun(1), makeRun(2)]);
  });
});

describe("parseRuns", () => {
  it("brings a run of an older version up to date", () => {
    const { gates: _, capabilities, ...rest } = makeRun(1);
    const old = {
      ...rest,
      version: 0,
      capabilities: capabilities.map(({ cause: _cause, ...row }) => ({ ...row, share: 63, declared: 90 })),
    };
    const { value, issues } = parseRuns(JSON.stringify(old), "runs.ndjson");
    expect(issues).toEqual([]);
    expect(value).toEqual([{ ...makeRun(1), gates: [], capabilities: [{ ...capabilities[0], cause: "" }] }]);
  });

  it("names the line of what is no run and keeps the rest", () => {
    const { value, issues } = parseRuns(`{"version": 1}\n${renderRuns([makeRun(1)])}`, "runs.ndjson");
    expect(value).toHaveLength(1);
    expect(issues).toMatchObject([{ code: "run-unreadable", at: { path: "runs.ndjson", line: 1 } }]);
  });
});
