import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { clusterFolder, findServerBinaries, joinPrivateCluster } from "@ipai/postgres";
import { openEmbeddedStore, openServerStore, Run, type Store } from "@ipai/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { z } from "zod";
import type { Database } from "../../libs/run/store/src/database/database.ts";
import { openEmbedded as embeddedDatabase } from "../../libs/run/store/src/database/embedded.ts";
import { openServer as serverDatabase } from "../../libs/run/store/src/database/server.ts";
import { chartColumns, chartMetrics, chartSql } from "./query.ts";
import { ChartFile, DashboardFile, DatabaseFile, DatasetFile, Metadata } from "./schemas.ts";

const superset = fileURLToPath(new URL("../../infra/superset/", import.meta.url));
const yaml = (path: string): unknown => parse(readFileSync(path, "utf8"));
const read = <T>(schema: z.ZodType<T>, folder: string): Map<string, T> => {
  const root = join(superset, "bundle", folder);
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".yaml"));
  return new Map(paths.map((path) => [path, schema.parse(yaml(join(root, path)), { reportInput: true })] as const));
};
const databases = read(DatabaseFile, "databases");
const datasets = read(DatasetFile, "datasets");
const charts = read(ChartFile, "charts");
const dashboards = read(DashboardFile, "dashboards");
const datasetOf = (uuid: string) => [...datasets.values()].find((it) => it.uuid === uuid);

describe("the files", () => {
  it("are five dashboards of files that Superset's import accepts, and a misspelt field is refused", () => {
    expect(Metadata.parse(yaml(join(superset, "bundle/metadata.yaml"))).type).toBe("Dashboard");
    expect([...dashboards.keys()].sort()).toEqual(
      ["gap_explorer", "gate_board", "parity_overview", "pins_and_bumps", "test_health"].map((it) => `${it}.yaml`),
    );
    const [chart] = charts.values();
    expect(ChartFile.safeParse({ ...chart, dataset_uid: "x" }).success).toBe(false);
  });

  it("each have an identity of their own", () => {
    const ids = [databases, datasets, charts, dashboards].flatMap((files) =>
      [...files.values()].map(({ uuid }) => uuid),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("carry no password", () => {
    for (const { sqlalchemy_uri, password } of databases.values()) {
      expect(new URL(sqlalchemy_uri).password).toBe("");
      expect(password).toBeUndefined();
    }
  });
});

describe("references", () => {
  it("lead from chart to dataset to database, by uuid and by folder", () => {
    const [[databaseFile, database]] = [...databases] as [[string, z.infer<typeof DatabaseFile>]];
    for (const [path, dataset] of datasets) {
      expect(dataset.database_uuid).toBe(database.uuid);
      expect([dirname(path), basename(path, ".yaml")]).toEqual([basename(databaseFile, ".yaml"), dataset.table_name]);
    }
    for (const chart of charts.values()) expect(datasetOf(chart.dataset_uuid)).toBeDefined();
  });

  it("name columns and metrics that the dataset has", () => {
    for (const { params, dataset_uuid, viz_type } of charts.values()) {
      const dataset = datasetOf(dataset_uuid)!;
      const columns = dataset.columns.map(({ column_name }) => column_name);
      const metrics = dataset.metrics.map(({ metric_name }) => metric_name);
      const subjects = params.adhoc_filters.map(({ subject }) => subject);
      expect(columns).toEqual(expect.arrayContaining([...chartColumns(params), ...subjects]));
      expect(metrics).toEqual(expect.arrayContaining(chartMetrics(params)));
      expect(params.viz_type).toBe(viz_type);
      expect(chartColumns(params).length + chartMetrics(params).length).toBeGreaterThan(0);
    }
  });

  it("lay out every chart on some dashboard, in a tree that holds together", () => {
    const shown = new Set<string>();
    for (const { position, metadata } of dashboards.values()) {
      const nodes = Object.values(position).filter((it) => typeof it === "object");
      for (const { id, children = [], parents = [], type, meta } of nodes) {
        for (const child of children) expect(position[child]).toMatchObject({ parents: [...parents, id] });
        if (type !== "CHART") continue;
        const chart = [...charts.values()].find(({ uuid }) => uuid === meta!["uuid"]);
        expect(chart?.slice_name).toBe(meta!["sliceName"]);
        shown.add(chart!.uuid);
      }
      for (const { datasetUuid, column } of metadata.native_filter_configuration.flatMap(({ targets }) => targets))
        expect(datasetOf(datasetUuid)?.columns.map(({ column_name }) => column_name)).toContain(column.name);
    }
    expect(shown.size).toBe(charts.size);
  });
});

/** A run with a row in every table. */
function makeRun(day: number): Run {
  const share = day / 10;
  const letter = (index: number) => "abcdef"[index]!.repeat(40);
  return Run.parse({
    version: 1,
    recordedAt: new Date(Date.UTC(2026, 0, day)).toISOString(),
    series: "19.0",
    workspace: { commit: letter(0), dirty: false },
    report: String(day).padStart(64, "0"),
    scores: ["required", "universe", "domain:finance"].map((scope) => ({
      scope,
      capabilities: 1,
      weight: 5,
      proven: share,
      possible: 1,
      tested: 0,
      declared: 1,
    })),
    capabilities: [
      {
        id: "finance.tax.vat",
        title: "VAT",
        domain: "finance",
        app: "tax",
        scope: "required",
        weight: 5,
        tier: day > 1 ? "capable" : "mapped",
        share,
        declared: 1,
        cause: "no test",
      },
    ],
    pins: [{ source: "OCA/x", url: "https://example.com/OCA/x", commit: letter(day), modules: 1 }],
    modules: [{ name: "x", source: "OCA/x", version: "19.0.1.0.0", tree: letter(day) }],
    gates: [{ id: "M0", verdict: "NO-GO", blocking: ["ci"] }],
    tests: [
      { module: "x", passed: day, failed: 0, errors: 0, skipped: 1, seconds: 1.5, finished: "2026-01-01T00:00:00Z" },
    ],
  });
}

type Open = () => Promise<{ store: Store; administer: () => Promise<Database>; end: () => void }>;

async function openEmbedded(): ReturnType<Open> {
  const folder = mkdtempSync(join(tmpdir(), "ipai-superset-"));
  return {
    store: (await openEmbeddedStore(folder)).value,
    administer: () => embeddedDatabase(folder),
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function openServer(): ReturnType<Open> {
  const binaries = findServerBinaries()!;
  const { address, release } = await joinPrivateCluster(binaries, clusterFolder(process.cwd()));
  const name = `ipai_superset_${process.pid}`;
  const psql = (sql: string) =>
    execFileSync(join(binaries, "psql"), [
      "-h",
      address.host,
      "-p",
      String(address.port),
      "-U",
      address.user,
      "postgres",
      "-qc",
      sql,
    ]);
  psql(`CREATE DATABASE ${name}`);
  const url = `postgresql://${address.user}@localhost:${address.port}/${name}?host=${encodeURIComponent(address.host)}`;
  const end = () => {
    psql(`DROP DATABASE ${name} WITH (FORCE)`);
    release();
  };
  return { store: await openServerStore(url), administer: () => serverDatabase(url), end };
}

const required = (process.env["IPAI_REQUIRE"] ?? "").includes("postgres");
const noServer = findServerBinaries() === null && !required;

describe("on the embedded store", () => {
  answersOn(openEmbedded);
});
describe.skipIf(noServer)("on a PostgreSQL server (needs postgresql)", () => {
  answersOn(openServer);
});

function answersOn(open: Open): void {
  /** The history's database as its administrator has it: a store only asks. */
  let store: Database;
  let end: () => void;
  beforeAll(async () => {
    const opened = await open();
    end = opened.end;
    for (const day of [1, 2, 3]) await opened.store.record(makeRun(day));
    await opened.store.close();
    store = await opened.administer();
    for (const statement of statements(readFileSync(join(superset, "role.sql"), "utf8"))) await store.query(statement);
  });
  afterAll(async () => {
    await store.query("RESET ROLE");
    await store.query("DROP OWNED BY odoo_reporting");
    await store.query("DROP ROLE odoo_reporting").catch(() => {});
    await store.close();
    end();
  });

  it.each([...datasets.values()])(
    "dataset $table_name has the columns it says",
    async ({ sql, table_name, columns }) => {
      const [row] = await store.query<object>(sql ?? `SELECT * FROM public.${table_name}`);
      expect(Object.keys(row!)).toEqual(columns.map(({ column_name }) => column_name));
    },
  );

  it.each([...charts.values()])("chart $slice_name answers the reporting role with rows", async (chart) => {
    await store.query("SET ROLE odoo_reporting");
    const rows = await store
      .query(chartSql(chart, datasetOf(chart.dataset_uuid)!))
      .finally(() => store.query("RESET ROLE"));
    expect(rows.length).toBeGreaterThan(0);
  });

  it("the reporting role reads views only, and writes nothing", async () => {
    await store.query("SET ROLE odoo_reporting");
    for (const sql of ["SELECT * FROM run", "DELETE FROM v_gap", "INSERT INTO run VALUES ('x')", "CREATE TABLE x ()"])
      await expect(store.query(sql)).rejects.toThrow(/permission denied|cannot delete/);
    await store.query("RESET ROLE");
  });

  it("every view has the columns that docs/history.md says", async () => {
    const text = readFileSync(new URL("../../docs/history.md", import.meta.url), "utf8");
    const documented = [...text.matchAll(/^### `(v_\w+)`[^#]*?^Columns: (.*)$/gm)];
    const views = await store.query<{ table_name: string }>(
      "SELECT table_name FROM information_schema.views WHERE table_schema = 'public'",
    );
    expect(documented.map(([, name]) => name).sort()).toEqual(views.map(({ table_name }) => table_name).sort());
    for (const [, view, columns] of documented) {
      const [row] = await store.query<object>(`SELECT * FROM ${view}`);
      expect(Object.keys(row!)).toEqual([...columns!.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    }
  });

  it("row filters fit every table they are for", async () => {
    const { tables, domains, clause } = yaml(join(superset, "row_filters.yaml")) as Record<string, string[]> & {
      clause: string;
    };
    const rows = async (table: string, domain: string) =>
      (await store.query(`SELECT * FROM ${table} WHERE ${clause.replace("{domain}", domain)}`)).length;
    expect(domains).toContain("finance");
    for (const table of tables!)
      expect([await rows(table, "finance"), await rows(table, "hr")]).toEqual([
        expect.toSatisfy((it: number) => it > 0),
        0,
      ]);
  });
}

/** Statements of a script, one by one; the body of DO holds semicolons of its own. */
function statements(sql: string): string[] {
  return sql
    .replaceAll(/^--.*$/gm, "")
    .split(/;\s*\n(?![^$]*END\n\$\$)/)
    .map((it) => it.trim())
    .filter(Boolean);
}
