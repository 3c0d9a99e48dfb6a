import { relative } from "node:path";
import { openBench, safeUpdate, type BenchOptions, type OdooBench, type SafeUpdate } from "@ipai/bench";
import { exitCode, plural } from "@ipai/core";
import type { ModuleState } from "@ipai/odoo";
import { progressDone } from "@ipai/workspace";
import { Command } from "commander";
import pc from "picocolors";
import { formatIssue, printJson, printText } from "../../io/print.ts";

interface Flags extends BenchOptions {
  readonly json?: boolean;
}

/** `ipai odoo update`: all of it, or the database as it was. */
export function updateCommand(): Command {
  return new Command("update")
    .description("update modules of a database that is not served; where one fails, the database is again what it was")
    .argument("<database>")
    .argument("[module...]", "default: those whose version on disk is another than the installed one")
    .option("--timeout <seconds>", "of one Odoo process", "1800")
    .option("--addons <folder...>", "more folders with modules, before the workspace's own")
    .option("--json", "one JSON document on stdout")
    .action(run);
}

async function run(database: string, names: string[], flags: Flags): Promise<void> {
  const odoo = await openBench(flags);
  try {
    const modules = names.length ? names : bumped(odoo, await odoo.bench.databases.moduleStates(database));
    const update = modules.length ? await safeUpdate(odoo.bench, database, modules) : null;
    progressDone();
    if (flags.json) printJson({ database, modules, ...(update ?? { outcome: "nothing to update", issues: [] }) });
    else
      printText(update ? toText(update, modules, odoo.root) : "nothing to update: every version is the installed one");
    process.exitCode = exitCode(update?.issues ?? []);
  } finally {
    odoo.release();
  }
}

/** Installed modules whose version on disk is another one; Odoo puts the series before a short version. */
function bumped({ catalog }: OdooBench, states: readonly ModuleState[]): string[] {
  const installed = states.filter(({ state }) => state === "installed");
  const series =
    installed
      .find(({ name }) => name === "base")
      ?.version?.split(".")
      .slice(0, 2)
      .join(".") ?? "";
  return installed.flatMap(({ name, version }) => {
    const found = catalog.modules.get(name)?.manifest?.version;
    const full = found?.startsWith(`${series}.`) ? found : `${series}.${found}`;
    return found && version && full !== version ? [name] : [];
  });
}

function toText({ outcome, issues, snapshot, seconds, logPath }: SafeUpdate, modules: string[], root: string): string {
  const ok = outcome === "updated";
  const head = `${ok ? pc.green("ok") : pc.red("x ")} ${plural(modules.length, "module")} ${outcome} in ${seconds.toFixed(1)} s`;
  const notes = [`   before: snapshot ${snapshot}; log ${relative(root, logPath)}`];
  return [head, ...issues.map(formatIssue), ...notes.map((note) => pc.dim(note))].join("\n");
}
