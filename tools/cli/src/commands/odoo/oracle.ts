import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { drawPicture, openBench } from "@ipai/bench";
import { plural } from "@ipai/core";
import {
  compareWithOracle,
  coreAddonsPath,
  DUMP_SCRIPT,
  locateOdoo,
  Oracle,
  odooRun,
  runOdoo,
  type Comparison,
} from "@ipai/odoo";
import { addonsOnDisk, cacheFolder, CannotRun, loadCatalog, type SourceOptions, workspaceRoot } from "@ipai/workspace";
import { Command } from "commander";
import pc from "picocolors";
import { sourceOptions } from "../../io/options.ts";
import { printJson, printText } from "../../io/print.ts";

/** `ipai odoo oracle`: what a running Odoo knows, and the static engine held against it. */
export function oracleCommand(): Command {
  const command = new Command("oracle").description("what a running Odoo knows, and the static engine held against it");
  command
    .command("dump")
    .argument("<database>")
    .argument("<file>")
    .description("write what Odoo knows of a database as JSON, see docs/oracle.md")
    .action(dump);
  sourceOptions(command.command("compare"))
    .argument("<file>", "JSON of a dump, also .gz or .br")
    .description("installed set, load order, models, fields, xml ids and combined views; exit 1 where one differs")
    .option("--differences <count>", "how many to print of each kind", "10")
    .option("--json", "one JSON document on stdout, with every difference")
    .action(compare);
  return command;
}

async function dump(database: string, file: string): Promise<void> {
  const odoo = await openBench({});
  try {
    const run = odooRun(odoo.bench, database, ["--log-level=error"], join(odoo.bench.outDir, "oracle.log"));
    const end = await runOdoo({ ...run, command: "shell", input: DUMP_SCRIPT, env: { ORACLE_OUT: resolve(file) } });
    if (end.exitCode !== 0) throw new CannotRun(`Odoo's shell failed on ${database}`, `read ${run.logPath}`);
    const { installed, fields, views } = readOracle(file);
    printText(
      `${file}: ${plural(installed.length, "module")}, ${plural(fields.length, "field")}, ${plural(views.length, "view")}`,
    );
  } finally {
    odoo.release();
  }
}

interface Flags extends SourceOptions {
  readonly differences: string;
  readonly json?: boolean;
}

async function compare(file: string, flags: Flags): Promise<void> {
  const oracle = readOracle(file);
  const catalog = await loadCatalog({ source: flags.source ?? defaultSources() });
  const comparisons = compareWithOracle(oracle, drawPicture(catalog, oracle));
  if (flags.json) printJson({ comparisons });
  else printText(comparisons.map((comparison) => toText(comparison, Number(flags.differences))).join("\n"));
  process.exitCode = comparisons.every(({ ratio }) => ratio === 1) ? 0 : 1;
}

/** Archs are compared too, so the files must be there: the Odoo that runs, with our modules in front. */
function defaultSources(): string[] {
  const { program } = locateOdoo(process.env);
  if (!program) throw new CannotRun("there is no Odoo to read", "set ODOO_SRC, or name the modules with --source");
  const own = addonsOnDisk(workspaceRoot(), cacheFolder()).path;
  return [...own, ...coreAddonsPath(program)].filter((folder) => existsSync(folder));
}

function readOracle(file: string): Oracle {
  try {
    const bytes = readFileSync(file);
    const text = file.endsWith(".gz") ? gunzipSync(bytes) : file.endsWith(".br") ? brotliDecompressSync(bytes) : bytes;
    return Oracle.parse(JSON.parse(text.toString()));
  } catch (error) {
    throw new CannotRun(
      `${file} is no oracle: ${(error as Error).message.split("\n")[0]}`,
      "make one with `ipai odoo oracle dump DATABASE FILE`",
    );
  }
}

function toText({ aspect, total, equal, ratio, differences }: Comparison, most: number): string {
  const head = `${ratio === 1 ? pc.green("ok") : pc.red("x ")} ${aspect.padEnd(11)} ${equal} of ${total} equal, ${(ratio * 100).toFixed(2)} %`;
  const shown = differences
    .slice(0, most)
    .map(
      ({ key, oracle, static: engine, reason }) =>
        `     ${key}: ${reason}${pc.dim(` (Odoo: ${oracle ?? "-"}; engine: ${engine ?? "-"})`)}`,
    );
  const more = differences.length > most ? [`     and ${differences.length - most} more (--json lists all)`] : [];
  return [head, ...shown, ...more].join("\n");
}
