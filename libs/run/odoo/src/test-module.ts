import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Issue } from "@ipai/core";
import type { Databases } from "./database/admin.ts";
import { planStages, type Platform, type StagedModule } from "./database/stages.ts";
import { ensureTemplate, runDatabase } from "./database/templates.ts";
import { coverageArgs, judgeCoverage, writeCoverage, type Coverage } from "./results/coverage.ts";
import { renderJUnit } from "./results/junit.ts";
import { judgeTours, readTours, wantsBrowser } from "./results/tours.ts";
import { summariseLog, type TestCase } from "./run/log.ts";
import { runOdoo, type OdooEnd, type OdooRun } from "./run/odoo.ts";
import { judgeInstall, judgeTests } from "./run/verdict.ts";
import type { OdooProgram } from "./source/locate.ts";

/** What every run of one command shares. */
export interface Bench {
  readonly program: OdooProgram;
  readonly databases: Databases;
  readonly platform: Platform;
  readonly addonsPath: readonly string[];
  /** Logs, JUnit and coverage of a module go to `<outDir>/<module>/`. */
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
  const outDir = join(bench.outDir, request.module);
  mkdirSync(outDir, { recursive: true });
  const began = Date.now();
  const before = request.closure.filter(({ name }) => name !== request.module);
  const template = await ensureTemplate(
    bench.databases,
    planStages(before, bench.platform, request.sharedLayers),
    installer(bench, outDir),
  );
  const templateSeconds = (Date.now() - began) / 1000;
  const logPath = join(outDir, "odoo.log");
  const empty = {
    module: request.module,
    tests: [],
    coverage: null,
    logPath,
    argv: [],
    cachedStages: template.cached.length,
    builtStages: template.built.length,
  };
  if (template.issues.length)
    return { ...empty, issues: template.issues, seconds: { template: templateSeconds, run: 0 } };

  const database = runDatabase();
  await bench.databases.create(database, template.database ?? undefined);
  try {
    bench.progress(
      `${request.module}: installing and testing on a copy (${template.cached.length} stages cached, ${template.built.length} built)`,
    );
    const dataFile = join(outDir, ".coverage");
    const measure = request.coverageGate !== null && bench.program.kind === "source";
    const args = [
      `--init=${request.module}`,
      `--test-tags=${request.tags ?? `/${request.module}`}`,
      "--stop-after-init",
      "--skip-auto-install",
      `--screenshots=${outDir}`,
    ];
    const first = await runOdoo(
      odooRun(bench, database, args, logPath, measure ? coverageArgs(request.folder, dataFile) : []),
    );
    const end = await againWithBrowser(bench, database, request.module, first, logPath);
    const states = await bench.databases.moduleStates(database);
    const facts = { ...end, requested: [request.module], states, logPath };
    const coverage =
      measure && bench.program.kind === "source" ? await writeCoverage(bench.program.python, dataFile, outDir) : null;
    writeFileSync(join(outDir, "junit.xml"), renderJUnit(end.log.tests));
    const issues = [
      ...judgeTests(facts, request.module, request.atLeast),
      ...judgeTours(end.log, request.module, request.tags ? [] : readTours(request.folder), logPath),
      ...(request.coverageGate === null
        ? []
        : judgeCoverage(coverage, request.coverageGate, join(outDir, "coverage.xml"))),
    ];
    return {
      ...empty,
      issues,
      tests: end.log.tests,
      coverage,
      argv: end.argv,
      seconds: { template: templateSeconds, run: end.seconds },
    };
  } finally {
    await bench.databases.drop(database);
    rmSync(join(outDir, ".coverage"), { force: true });
  }
}

/**
 * Runs once more what was skipped because Chromium started too slowly, and adds that log to the first: on a busy
 * machine the second start is quicker, and Odoo's patience of ten seconds cannot be set.
 */
async function againWithBrowser(
  bench: Bench,
  database: string,
  module: string,
  first: OdooEnd,
  logPath: string,
): Promise<OdooEnd> {
  const late = first.log.tests.filter((test) => test.module === module && wantsBrowser(test));
  if (late.length === 0 || first.ended) return first;
  bench.progress(`${module}: ${late.length} browser tests once more`);
  const tags = late.map(({ name }) => `/${module}:${name}`).join(",");
  const args = [`--update=${module}`, `--test-tags=${tags}`, "--stop-after-init", `--screenshots=${dirname(logPath)}`];
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
