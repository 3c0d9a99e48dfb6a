import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Issue } from "@ipai/core";
import type { Databases } from "./database/admin.ts";
import { planStages, type Platform, type StagedModule } from "./database/stages.ts";
import { ensureTemplate, runDatabase } from "./database/templates.ts";
import { coverageArgs, judgeCoverage, writeCoverage, type Coverage } from "./results/coverage.ts";
import { renderJUnit } from "./results/junit.ts";
import { judgeTours, readTours, wantsBrowser } from "./results/tours.ts";
import { summariseLog, type LogSummary, type TestCase } from "./run/log.ts";
import { runOdoo, type OdooEnd, type OdooRun } from "./run/odoo.ts";
import { judgeInstall, judgeTests } from "./run/verdict.ts";
import type { OdooProgram } from "./source/locate.ts";

/** What every run of one command shares. */
export interface Bench {
  readonly program: OdooProgram;
  readonly databases: Databases;
  readonly platform: Platform;
  readonly addonsPath: readonly string[];
  /** Logs, JUnit and coverage of a module go to `<outDir>/<module>/`, of several to `<first>+<how many more>/`. */
  readonly outDir: string;
  readonly timeoutSeconds: number;
  /** Told what happens next, for people who wait. */
  readonly progress: (text: string) => void;
}

export interface TestRequest {
  readonly module: string;
  readonly folder: string;
  /** Closure of the module in load order, itself last. */
  readonly closure: readonly StagedModule[];
  /** Layers whose modules are installed together, as one template each. */
  readonly sharedLayers: readonly string[];
  /** Tests that must at least run. */
  readonly atLeast: number;
  /** Percent of lines; null measures nothing. */
  readonly coverageGate: number | null;
  /** Odoo's `--test-tags`; default: every test of the module. */
  readonly tags?: string;
}

export interface TestReport {
  readonly module: string;
  readonly issues: readonly Issue[];
  readonly tests: readonly TestCase[];
  readonly coverage: Coverage | null;
  /** Where Odoo's log went. */
  readonly logPath: string;
  readonly argv: readonly string[];
  readonly cachedStages: number;
  readonly builtStages: number;
  readonly seconds: { readonly template: number; readonly run: number };
}

/** Installs a module on a copy of its closure's template, runs its tests there, and drops the copy. */
export async function testModule(bench: Bench, request: TestRequest): Promise<TestReport> {
  const [report] = await testTogether(bench, [request], request.closure);
  return report!;
}

/**
 * Runs the tests of several modules in one database and one process: what they share is installed once.
 * A failed test is its own module's alone; what went wrong besides tests is everybody's.
 * @param closure of all of them in load order
 * @returns one report per request, in their order
 */
export async function testTogether(
  bench: Bench,
  requests: readonly TestRequest[],
  closure: readonly StagedModule[],
): Promise<TestReport[]> {
  const names = requests.map(({ module }) => module);
  // A folder per set of modules: two sets that run at once must not write into one log.
  const outDir = join(bench.outDir, names.length === 1 ? names[0]! : `${names[0]}+${names.length - 1}`);
  mkdirSync(outDir, { recursive: true });
  const began = Date.now();
  const before = closure.filter(({ name }) => !names.includes(name));
  const stages = planStages(before, bench.platform, requests[0]!.sharedLayers);
  const template = await ensureTemplate(bench.databases, stages, installer(bench, outDir));
  const templateSeconds = (Date.now() - began) / 1000;
  const logPath = join(outDir, "odoo.log");
  const empty = (module: string): TestReport => ({
    module,
    issues: template.issues,
    tests: [],
    coverage: null,
    logPath,
    argv: [],
    cachedStages: template.cached.length,
    builtStages: template.built.length,
    seconds: { template: templateSeconds, run: 0 },
  });
  if (template.issues.length) return names.map(empty);

  const database = runDatabase();
  await bench.databases.create(database, template.database ?? undefined);
  const dataFile = join(outDir, ".coverage");
  try {
    bench.progress(
      `${names.join(", ")}: installing and testing on a copy (${template.cached.length} stages cached, ${template.built.length} built)`,
    );
    const measured = bench.program.kind === "source" ? requests.filter((item) => item.coverageGate !== null) : [];
    const args = [
      `--init=${names.join(",")}`,
      `--test-tags=${requests.map(({ module, tags }) => tags ?? `/${module}`).join(",")}`,
      "--stop-after-init",
      "--skip-auto-install",
      `--screenshots=${outDir}`,
    ];
    const folders = measured.map(({ folder }) => folder);
    const pythonArgs = folders.length ? coverageArgs(folders, dataFile) : [];
    const first = await runOdoo(odooRun(bench, database, args, logPath, pythonArgs));
    const end = await againWithBrowser(bench, database, names, first, logPath);
    const states = await bench.databases.moduleStates(database);
    writeFileSync(join(outDir, "junit.xml"), renderJUnit(end.log.tests));
    const reports: TestReport[] = [];
    for (const request of requests) {
      const { module, folder } = request;
      const log = logOfModule(end.log, module, names);
      const exitCode = log === end.log ? end.exitCode : 0;
      const facts = { ...end, exitCode, log, requested: [module], states, logPath };
      const coverage =
        measured.includes(request) && bench.program.kind === "source"
          ? await writeCoverage(bench.program.python, dataFile, outDir, folder)
          : null;
      reports.push({
        ...empty(module),
        issues: [
          ...judgeTests(facts, module, request.atLeast),
          ...judgeTours(log, module, request.tags ? [] : readTours(folder), logPath),
          ...(request.coverageGate === null
            ? []
            : judgeCoverage(coverage, request.coverageGate, join(outDir, "coverage.xml"))),
        ],
        tests: log.tests,
        coverage,
        argv: end.argv,
        seconds: { template: templateSeconds, run: end.seconds },
      });
    }
    return reports;
  } finally {
    await bench.databases.drop(database);
    rmSync(dataFile, { force: true });
  }
}

/** The log as one of several modules has to answer for it: without the tests of the others. */
function logOfModule(log: LogSummary, module: string, tested: readonly string[]): LogSummary {
  const isOthers = (name: string | undefined) => name !== undefined && name !== module && tested.includes(name);
  const errors = log.errors.filter(({ logger }) => !isOthers(/^odoo\.addons\.(\w+)\.tests\b/.exec(logger)?.[1]));
  if (tested.length === 1) return log;
  const tests = log.tests.filter((test) => !isOthers(test.module));
  const failed = tests.filter(({ outcome }) => outcome === "failed" || outcome === "error").length;
  return { ...log, errors, tests, total: log.total && { tests: tests.length, failed, errors: 0 } };
}

/**
 * Runs once more what was skipped because Chromium started too slowly, and adds that log to the first: on a busy
 * machine the second start is quicker, and Odoo's patience of ten seconds cannot be set.
 */
async function againWithBrowser(
  bench: Bench,
  database: string,
  modules: readonly string[],
  first: OdooEnd,
  logPath: string,
): Promise<OdooEnd> {
  const late = first.log.tests.filter((test) => modules.includes(test.module) && wantsBrowser(test));
  if (late.length === 0 || first.ended) return first;
  bench.progress(`${modules.join(", ")}: ${late.length} browser tests once more`);
  const tags = late.map(({ module, name }) => `/${module}:${name}`).join(",");
  const update = [...new Set(late.map(({ module }) => module))].join(",");
  const args = [`--update=${update}`, `--test-tags=${tags}`, "--stop-after-init", `--screenshots=${dirname(logPath)}`];
  const againPath = `${logPath}.again`;
  const again = await runOdoo(odooRun(bench, database, args, againPath));
  appendFileSync(logPath, readFileSync(againPath));
  rmSync(againPath);
  return {
    ...again,
    argv: first.argv,
    log: summariseLog(readFileSync(logPath, "utf8")),
    seconds: first.seconds + again.seconds,
  };
}

/** Installs the modules of one stage, judged like any install. */
function installer(bench: Bench, outDir: string) {
  return async (database: string, modules: readonly string[]): Promise<readonly Issue[]> => {
    bench.progress(
      `building a template: ${modules.length > 3 ? `${modules.slice(0, 3).join(", ")} and ${modules.length - 3} more` : modules.join(", ")}`,
    );
    const { issues } = await installModules(bench, database, modules, join(outDir, "template.log"), false);
    return issues;
  };
}

/**
 * Installs `modules` into an existing database.
 * @param autoInstall also what Odoo installs by itself; templates leave it out, since Odoo 19 would then skip such
 *   a module when it is asked for by name, and with it its tests.
 */
export async function installModules(
  bench: Bench,
  database: string,
  modules: readonly string[],
  logPath: string,
  autoInstall: boolean,
): Promise<{ end: OdooEnd; issues: Issue[] }> {
  const args = [
    `--init=${modules.join(",")}`,
    "--stop-after-init",
    ...(bench.platform.demo ? ["--with-demo"] : []),
    ...(autoInstall ? [] : ["--skip-auto-install"]),
  ];
  const end = await runOdoo(odooRun(bench, database, args, logPath));
  const states = await bench.databases.moduleStates(database);
  return { end, issues: judgeInstall({ ...end, requested: modules, states, logPath }) };
}

/** A run of this bench's Odoo on one of its databases. */
export function odooRun(
  bench: Bench,
  database: string,
  args: readonly string[],
  logPath: string,
  pythonArgs: readonly string[] = [],
): OdooRun {
  const { program, databases, addonsPath, timeoutSeconds } = bench;
  return {
    program,
    server: databases.address,
    database,
    addonsPath,
    dataDir: databases.dataDir,
    args,
    logPath,
    timeoutSeconds,
    pythonArgs,
  };
}
