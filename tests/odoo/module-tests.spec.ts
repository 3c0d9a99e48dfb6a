import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";
import {
  collectGarbage,
  Databases,
  locateOdoo,
  parseJUnit,
  testModule,
  type Bench,
  type TestRequest,
} from "@ipai/odoo";
import { clusterFolder, connectServer, findServerBinaries, removePrivateCluster, type Server } from "@ipai/postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const { program } = locateOdoo(process.env);

describe.skipIf(!program)("tests of a module on a real Odoo (needs ODOO_SRC)", { timeout: 300_000 }, () => {
  let scratch: string;
  let server: Server;
  let bench: Bench;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), "ipai-odoo-"));
    server = (await connectServer(scratch, {}))!;
    bench = {
      program: program!,
      databases: new Databases(server.address, join(scratch, "data")),
      platform: { framework: "x", python: "3.11", postgres: "15", demo: false },
      addonsPath: [join(scratch, "addons")],
      outDir: join(scratch, "dist"),
      timeoutSeconds: 300,
      progress: () => {},
    };
  });

  afterAll(() => {
    server.release();
    rmSync(scratch, { recursive: true, force: true });
    removePrivateCluster(findServerBinaries()!, clusterFolder(scratch));
  });

  interface Toy {
    body?: string;
    view?: string;
    depends?: string;
    tests?: boolean;
  }

  function module(
    name: string,
    { body = "self.assertEqual(1, 1)", view, depends = "base", tests = true }: Toy = {},
  ): void {
    const folder = join(scratch, "addons", name);
    const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
    mkdirSync(join(folder, "tests"), { recursive: true });
    write("__init__.py", "");
    write(
      "__manifest__.py",
      `{"name": "${name}", "license": "LGPL-3", "depends": ["${depends}"]${view ? ', "data": ["view.xml"]' : ""}}`,
    );
    if (view)
      write(
        "view.xml",
        `<odoo><record id="v" model="ir.ui.view"><field name="model">res.partner</field><field name="name">x</field><field name="inherit_id" ref="base.view_partner_form"/><field name="arch" type="xml">${view}</field></record></odoo>`,
      );
    write("tests/__init__.py", tests ? "from . import test_it\n" : "");
    write(
      "tests/test_it.py",
      `from odoo.tests import TransactionCase\n\n\nclass TestIt(TransactionCase):\n    def test_it(self):\n        ${body}\n`,
    );
  }

  const request = (name: string, more: Partial<TestRequest> = {}): TestRequest => ({
    module: name,
    folder: join(scratch, "addons", name),
    closure: [
      { name: "base", tree: "1", layer: "core" },
      { name, tree: "2", layer: "ipai" },
    ],
    sharedLayers: ["core"],
    atLeast: 1,
    coverageGate: null,
    ...more,
  });

  const codes = (issues: readonly { code: string }[]) => [...new Set(issues.map(({ code }) => code))];

  it("runs a module's tests on a copy of its closure's template, and builds the template once", async () => {
    module("toy");
    const first = await testModule(bench, request("toy", { coverageGate: 80 }));
    expect(first.issues).toEqual([]);
    expect(first.tests).toEqual([{ module: "toy", name: "TestIt.test_it", outcome: "passed", detail: "" }]);
    expect(first.builtStages).toBe(1);
    const second = await testModule(bench, request("toy"));
    expect([second.cachedStages, second.builtStages]).toEqual([1, 0]);
    expect(await parseJUnit(readFileSync(join(bench.outDir, "toy/junit.xml"), "utf8"))).toEqual({
      tests: 1,
      failures: 0,
      errors: 0,
      skipped: 0,
    });
    expect(await bench.databases.list("ipai_run_")).toEqual([]);
  });

  it("shows a failing test with its log line", async () => {
    module("toy_red", { body: "self.assertEqual(1, 2)" });
    const { issues, tests, logPath } = await testModule(bench, request("toy_red"));
    expect(tests[0]).toMatchObject({ name: "TestIt.test_it", outcome: "failed" });
    const issue = issues.find(({ code }) => code === "odoo-log-error")!;
    expect(issue.message).toContain("AssertionError: 1 != 2");
    expect(readFileSync(logPath, "utf8").split("\n")[issue.at!.line! - 1]).toContain("FAIL: TestIt.test_it");
  });

  it("is red for a mistyped tag, for tests that are not imported, and for fewer tests than last time", async () => {
    module("toy");
    expect(codes((await testModule(bench, request("toy", { tags: "/toyy" }))).issues)).toEqual(["no-test-ran"]);
    expect(codes((await testModule(bench, request("toy", { atLeast: 2 }))).issues)).toEqual(["fewer-tests"]);
    module("toy_untested", { tests: false });
    expect(codes((await testModule(bench, request("toy_untested"))).issues)).toEqual(["no-test-ran"]);
  });

  it("is red for a broken view, and leaves no database behind", async () => {
    module("toy_view", { view: '<field name="no_such_field" position="after"/>' });
    const { issues } = await testModule(bench, request("toy_view"));
    expect(codes(issues)).toContain("module-not-installed");
    expect(issues.map(({ message }) => message).join()).toContain("no_such_field");
    expect(await bench.databases.list("ipai_run_")).toEqual([]);
  });

  it("is red for a module that is not there, where Odoo itself exits 0", async () => {
    const { issues } = await testModule(bench, request("no_such_module"));
    expect(codes(issues)).toEqual(["module-not-installed", "no-test-ran"]);
    expect(issues[0]!.message).toBe("no_such_module was requested and Odoo does not know it");
  });

  it("builds a template once for two runs at the same time", async () => {
    module("toy_base");
    module("toy_a", { depends: "toy_base" });
    module("toy_b", { depends: "toy_base" });
    const both = (name: string) => {
      const closure = [
        { name: "base", tree: "1", layer: "core" },
        { name: "toy_base", tree: "3", layer: "ipai" },
        { name, tree: "2", layer: "ipai" },
      ];
      return testModule(bench, request(name, { closure }));
    };
    const [a, b] = await Promise.all([both("toy_a"), both("toy_b")]);
    expect([...a.issues, ...b.issues]).toEqual([]);
    expect(a.builtStages + b.builtStages).toBe(1);
  });

  it("leaves nothing running or locked when it is killed in mid-install", async () => {
    module("toy_slow", { body: "import time; time.sleep(600)" });
    const library = join(root, `node_modules/.cache/ipai-test-${process.pid}.mjs`);
    buildSync({
      entryPoints: [join(root, "libs/run/odoo/src/index.ts")],
      bundle: true,
      platform: "node",
      format: "esm",
      outfile: library,
      external: ["pg", "xml2js", "proper-lockfile"],
    });
    const script = `
      const { Databases, testModule } = await import(${JSON.stringify(library)});
      const { bench, request } = JSON.parse(process.argv[1]);
      const databases = new Databases(bench.databases.address, bench.databases.dataDir);
      await testModule({ ...bench, databases, progress: () => {} }, request);`;
    const argv = JSON.stringify({ bench, request: request("toy_slow") });
    const child = spawn(process.execPath, ["--input-type=module", "-e", script, argv], { stdio: "inherit" });
    const odoo = () => spawnSync("pgrep", ["-f", join(scratch, "addons")], { encoding: "utf8" }).stdout.trim();
    await until(() => readLog("toy_slow").includes("Starting TestIt.test_it"));
    expect(odoo()).not.toBe("");
    child.kill("SIGKILL");
    rmSync(library);
    await until(() => odoo() === "");
    expect((await bench.databases.list("ipai_run_")).length).toBe(1);
    expect(await collectGarbage(bench.databases, Number.POSITIVE_INFINITY)).toHaveLength(1);
    expect(codes((await testModule(bench, request("toy"))).issues)).toEqual([]);
  });

  it("keeps the least recently used templates within bounds", async () => {
    expect((await bench.databases.list("ipai_tpl_")).length).toBeGreaterThan(1);
    await collectGarbage(bench.databases, 0);
    expect(await bench.databases.list("ipai_tpl_")).toEqual([]);
  });

  function readLog(name: string): string {
    const path = join(bench.outDir, name, "odoo.log");
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  }

  async function until(condition: () => boolean): Promise<void> {
    for (let tries = 0; tries < 600; tries += 1) {
      if (condition()) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("what was waited for did not happen within a minute");
  }
});
