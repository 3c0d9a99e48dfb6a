import { join } from "node:path";
import { openBench, SHARED_LAYERS, stagedClosure, writeAttestation, type BenchOptions } from "@ipai/bench";
import { exitCode, plural } from "@ipai/core";
import { planInstall } from "@ipai/graph";
import { ensureTemplate, installModules, planStages, runDatabase } from "@ipai/odoo";
import { progressDone } from "@ipai/workspace";
import { Command } from "commander";
import pc from "picocolors";
import { formatIssue, printJson, printText } from "../../io/print.ts";

interface Flags extends BenchOptions {
  readonly keep?: string;
  readonly autoInstall?: boolean;
  readonly attest?: boolean;
  readonly json?: boolean;
}

/** `ipai odoo install`: proves that modules install together. */
export function installCommand(): Command {
  return new Command("install")
    .description("install modules together on a database; green only when every one of them is installed")
    .argument("<modules>", "names, separated by commas")
    .option("--keep <database>", "keep the database under this name")
    .option("--auto-install", "also what Odoo installs by itself beside them")
    .option("--attest", "write an attestation of a green run to evidence/")
    .option("--demo", "with demo data")
    .option("--timeout <seconds>", "of one Odoo process", "1800")
    .option("--addons <folder...>", "more folders with modules, before the workspace's own")
    .option("--json", "one JSON document on stdout")
    .action(run);
}

async function run(list: string, flags: Flags): Promise<void> {
  const wanted = list
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  const odoo = await openBench(flags);
  const { bench, graph } = odoo;
  const database = flags.keep ?? runDatabase();
  try {
    const planned = flags.autoInstall
      ? planInstall(graph, wanted).value.modules.map(({ module }) => module.name)
      : wanted;
    const closure = stagedClosure(odoo, planned);
    const core = closure.filter(({ layer }) => layer === "core");
    const logPath = join(bench.outDir, wanted[0] ?? "", "install.log");
    const stages = planStages(core, bench.platform, SHARED_LAYERS);
    const template = await ensureTemplate(
      bench.databases,
      stages,
      async (name, modules) => (await installModules(bench, name, modules, logPath, false)).issues,
    );
    if (flags.keep) await bench.databases.drop(database);
    await bench.databases.create(database, template.database ?? undefined);
    const result = template.issues.length
      ? { issues: [...template.issues], end: null }
      : await installModules(bench, database, planned, logPath, flags.autoInstall ?? false);
    progressDone();
    const ok = exitCode(result.issues) === 0;
    const attested = {
      kind: "install" as const,
      modules: wanted,
      closure,
      argv: result.end?.argv ?? [],
      tests: [],
      seconds: result.end?.seconds ?? 0,
      logPath,
    };
    const attestation = ok && flags.attest ? writeAttestation(odoo, attested) : null;
    if (flags.json)
      printJson({
        requested: wanted,
        installed: closure.map(({ name }) => name),
        database: flags.keep ?? null,
        attestation,
        issues: result.issues,
      });
    else {
      for (const issue of result.issues) printText(formatIssue(issue));
      printText(
        `${ok ? pc.green("ok") : pc.red("x ")} ${plural(closure.length, "module")} ${ok ? "installed" : "asked for"}${flags.keep ? `, database ${database}` : ""}${attestation ? `, attested in ${attestation}` : ""}`,
      );
    }
    process.exitCode = exitCode(result.issues);
  } finally {
    if (!flags.keep) await bench.databases.drop(database);
    odoo.release();
  }
}
