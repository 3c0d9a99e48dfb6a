import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Issue } from "@ipai/core";
import { planStages, type StagedModule } from "../database/stages.ts";
import { ensureTemplate, runDatabase } from "../database/templates.ts";
import { runOdoo } from "../run/odoo.ts";
import { judgeInstall } from "../run/verdict.ts";
import { installModules, odooRun, type Bench } from "../test-module.ts";
import { countWatched, judgeUpdate } from "./judge.ts";
import { readPicture, type Picture } from "./picture.ts";
import { FILL_SCRIPT, READ_SCRIPT } from "./scripts.ts";

export interface UpdateRequest {
  /** Modules to update, together. */
  readonly modules: readonly string[];
  /** Addons path of the earlier state, in front of the bench's own. */
  readonly earlierPath: readonly string[];
  /** Closures in load order: as it was, and as it is. */
  readonly earlier: readonly StagedModule[];
  readonly present: readonly StagedModule[];
  readonly sharedLayers: readonly string[];
}

export interface UpdateReport {
  readonly issues: readonly Issue[];
  /** Rows that only users have, which the update left alone. */
  readonly watched: number;
  /** Records whose every field was read after the update. */
  readonly read: number;
  readonly argv: readonly string[];
  readonly logPath: string;
  readonly seconds: number;
}

/**
 * Installs modules as they were, fills them, updates them to what they are, and compares with a fresh install of the
 * same. The databases are dropped again; logs stay in `<outDir>/update/`.
 */
export async function updateModules(bench: Bench, request: UpdateRequest): Promise<UpdateReport> {
  const outDir = join(bench.outDir, "update");
  mkdirSync(outDir, { recursive: true });
  const logPath = join(outDir, "update.log");
  const before = { ...bench, addonsPath: [...request.earlierPath, ...bench.addonsPath] };
  const [database, fresh] = [runDatabase(), runDatabase()];
  const began = Date.now();
  const report = (issues: readonly Issue[], rest: Partial<UpdateReport> = {}): UpdateReport => ({
    issues,
    watched: 0,
    read: 0,
    argv: [],
    logPath,
    seconds: (Date.now() - began) / 1000,
    ...rest,
  });
  try {
    const freshRun = await install(bench, request, request.present, fresh, join(outDir, "fresh.log"));
    if ("issues" in freshRun) return report(freshRun.issues);
    const earlier = await install(before, request, request.earlier, database, join(outDir, "earlier.log"));
    if ("issues" in earlier) return report(earlier.issues);

    bench.progress("filling the earlier version");
    const filled = await askShell(before, database, FILL_SCRIPT, request.modules, join(outDir, "fill.log"));
    if (!filled || filled.failed.length > 0) return report(shellIssues("fill", filled, join(outDir, "fill.log")));
    const pictures = { before: await picture(before, database, request.modules) };

    bench.progress("updating");
    const args = [`--update=${request.modules.join(",")}`, "--stop-after-init", "--with-demo"];
    const end = await runOdoo(odooRun(bench, database, args, logPath));
    const states = await bench.databases.moduleStates(database);
    const broken = judgeInstall({ ...end, requested: request.modules, states, logPath });
    if (broken.length > 0) return report(broken, { argv: end.argv });

    const after = await picture(bench, database, request.modules, pictures.before);
    const facts = { ...pictures, after, fresh: freshRun.picture, log: end.log, freshLog: freshRun.log, logPath };
    const read = await askShell(bench, database, READ_SCRIPT, request.modules, join(outDir, "read.log"));
    const unread = read && read.failed.length === 0 ? [] : shellIssues("read", read, join(outDir, "read.log"));
    return report([...judgeUpdate(facts), ...unread], {
      argv: end.argv,
      watched: countWatched(facts),
      read: read?.read ?? 0,
    });
  } finally {
    for (const name of [database, fresh]) await bench.databases.drop(name);
  }
}

type Installed = { readonly picture: Picture; readonly log: Awaited<ReturnType<typeof runOdoo>>["log"] };

/** Shared layers as a template, the add-ons themselves on a copy, so that their log is theirs alone. */
async function install(
  bench: Bench,
  { modules, sharedLayers }: UpdateRequest,
  closure: readonly StagedModule[],
  database: string,
  logPath: string,
): Promise<Installed | { readonly issues: readonly Issue[] }> {
  const shared = closure.filter(({ layer }) => sharedLayers.includes(layer));
  bench.progress("installing");
  const template = await ensureTemplate(
    bench.databases,
    planStages(shared, bench.platform, sharedLayers),
    async (name, wanted) => (await installModules(bench, name, wanted, logPath, false)).issues,
  );
  if (template.issues.length > 0) return { issues: template.issues };
  await bench.databases.create(database, template.database ?? undefined);
  const { end, issues } = await installModules(bench, database, modules, logPath, false);
  if (issues.length > 0) return { issues };
  return { picture: await picture(bench, database, modules), log: end.log };
}

function picture(bench: Bench, database: string, modules: readonly string[], earlier?: Picture): Promise<Picture> {
  return bench.databases.connect(database, (client) => readPicture(client, modules, earlier));
}

interface ShellAnswer {
  readonly failed: readonly string[];
  readonly read?: number;
}

async function askShell(
  bench: Bench,
  database: string,
  script: string,
  modules: readonly string[],
  logPath: string,
): Promise<ShellAnswer | null> {
  const out = `${logPath}.json`;
  rmSync(out, { force: true });
  const run = odooRun(bench, database, ["--log-level=warn"], logPath);
  const env = { UPDATE_MODULES: modules.join(","), UPDATE_OUT: out };
  const { exitCode } = await runOdoo({ ...run, command: "shell", input: script, env });
  try {
    return exitCode === 0 ? (JSON.parse(readFileSync(out, "utf8")) as ShellAnswer) : null;
  } catch {
    return null;
  }
}

function shellIssues(what: "fill" | "read", answer: ShellAnswer | null, path: string): Issue[] {
  const failed = answer ? answer.failed.slice(0, 5) : ["Odoo's shell ended before it was done"];
  const advice =
    what === "fill" ? "The earlier version must work before it is updated." : "Mend it, or migrate what it reads.";
  return failed.map((message) => ({ code: `update-${what}-failed`, severity: "error", message, advice, at: { path } }));
}
