import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Issue } from "@ipai/core";
import { planStages, type StagedModule } from "../database/stages.ts";
import { ensureTemplate, runDatabase } from "../database/templates.ts";
import { runOdoo } from "../run/odoo.ts";
import { installModules, odooRun, type Bench } from "../test-module.ts";
import type { AccessMatrix } from "./matrix.ts";
import { ACCESS_SCRIPT } from "./script.ts";

export interface AccessTrials {
  /** Letters by model and operation; null where the trials did not end. */
  readonly tried: AccessMatrix["models"] | null;
  readonly issues: readonly Issue[];
  readonly logPath: string;
}

/**
 * Tries every role of an add-on's matrix on its models, in a database with its demo data that is dropped again.
 * @param matrixPath absolute path of `addons/access/<module>.json`
 */
export async function tryAccess(
  bench: Bench,
  module: string,
  closure: readonly StagedModule[],
  sharedLayers: readonly string[],
  matrixPath: string,
): Promise<AccessTrials> {
  const outDir = join(bench.outDir, module);
  mkdirSync(outDir, { recursive: true });
  const logPath = join(outDir, "access.log");
  const out = join(outDir, "access.json");
  rmSync(out, { force: true });
  bench.progress(`${module}: trying every role`);
  const template = await ensureTemplate(
    bench.databases,
    planStages(closure, bench.platform, sharedLayers),
    async (database, modules) => (await installModules(bench, database, modules, logPath, false)).issues,
  );
  if (!template.database) return { tried: null, issues: template.issues, logPath };
  const database = runDatabase();
  await bench.databases.create(database, template.database);
  try {
    const env = { ACCESS_MODULE: module, ACCESS_MATRIX: matrixPath, ACCESS_OUT: out };
    const run = odooRun(bench, database, ["--log-level=error"], logPath);
    const { exitCode } = await runOdoo({ ...run, command: "shell", input: ACCESS_SCRIPT, env });
    const tried = exitCode === 0 ? readAnswer(out) : null;
    return { tried, issues: tried ? [] : [unfinished(module, logPath)], logPath };
  } finally {
    await bench.databases.drop(database);
  }
}

function readAnswer(path: string): AccessMatrix["models"] | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as AccessMatrix["models"];
  } catch {
    return null;
  }
}

function unfinished(module: string, path: string): Issue {
  const message = `the trials of ${module} did not end`;
  return { code: "access-trials-failed", severity: "error", message, advice: "Read the end of the log", at: { path } };
}
