import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openBench, SHARED_LAYERS, stagedClosure, type OdooBench } from "@ipai/bench";
import { exitCode, type Issue, plural } from "@ipai/core";
import { compareAccess, parseAccessMatrix, tryAccess } from "@ipai/odoo";
import { CannotRun, progressDone } from "@ipai/workspace";
import { Command } from "commander";
import pc from "picocolors";
import { formatIssue, formatTotals, printJson, printText } from "../../io/print.ts";

const FOLDER = "addons/access";

interface Flags {
  readonly write?: boolean;
  readonly timeout: string;
  readonly json?: boolean;
}

/** `ipai odoo access-test`: each role does by RPC what it may, and nothing else. */
export function accessTestCommand(): Command {
  return new Command("access-test")
    .description(`try every role on every model by RPC, and compare with ${FOLDER}/<module>.json`)
    .argument("<module...>")
    .option("--write", "write what was found into the matrix, for review")
    .option("--timeout <seconds>", "of one Odoo process", "1800")
    .option("--json", "one JSON document on stdout")
    .action(run);
}

async function run(modules: string[], flags: Flags): Promise<void> {
  const odoo = await openBench({ demo: true, timeout: flags.timeout });
  try {
    const issues: Issue[] = [];
    for (const module of modules) issues.push(...(await tryModule(odoo, module, flags)));
    progressDone();
    if (flags.json) printJson({ modules, issues });
    else printText(formatTotals(issues));
    process.exitCode = exitCode(issues);
  } finally {
    odoo.release();
  }
}

async function tryModule(odoo: OdooBench, module: string, { write, json }: Flags): Promise<readonly Issue[]> {
  if (!odoo.catalog.modules.has(module)) throw new CannotRun(`no such module: ${module}`, "check the name");
  const at = { path: `${FOLDER}/${module}.json` };
  const path = join(odoo.root, at.path);
  if (!existsSync(path))
    throw new CannotRun(`${at.path} is not there`, "write its company and roles, see docs/odoo-runs.md");
  const { value: matrix, issues: malformed } = parseAccessMatrix(readFileSync(path, "utf8"), at);
  if (!matrix) return show(malformed, json);
  const { tried, issues } = await tryAccess(odoo.bench, module, stagedClosure(odoo, [module]), SHARED_LAYERS, path);
  progressDone();
  if (!tried) return show(issues, json);
  if (write) writeFileSync(path, `${JSON.stringify({ ...matrix, models: tried }, null, 2)}\n`);
  const found = write ? [] : compareAccess(matrix, tried, at);
  const operations = Object.values(tried).reduce((sum, row) => sum + Object.keys(row).length, 0);
  const trials = operations * Object.keys(matrix.roles).length;
  if (!json)
    printText(
      `${found.length ? pc.red("x ") : pc.green("ok")} ${module}  ${plural(trials, "trial")}, ${plural(found.length, "difference")}`,
    );
  return show(found, json);
}

function show(issues: readonly Issue[], json = false): readonly Issue[] {
  if (!json && issues.length) printText(issues.map(formatIssue).join("\n"));
  return issues;
}
