import { readFileSync } from "node:fs";
import { plural } from "@ipai/core";
import {
  compareSchemas,
  parseSnapshot,
  type Drift,
  type ModuleDrift,
  type SchemaObject,
  type SchemaSnapshot,
} from "@ipai/database";
import { CannotRun } from "@ipai/workspace";
import { Command } from "commander";
import pc from "picocolors";
import { formatIssue, printJson, printText } from "../../io/print.ts";
import { baselineFile, schemaNow, STACK_BASELINE, type SchemaFlags } from "./baseline.ts";
import { SERVER_HELP } from "./server.ts";

interface Flags extends SchemaFlags {
  readonly baseline?: string;
  readonly lines: string;
  readonly break?: string;
}

const EXAMPLES = `
Examples:
  ipai db drift                             production against production.schema.json
  ipai db drift --database odoo --baseline odoo.json --json
  ipai db drift --stack                     our add-ons on a real Odoo, against ${STACK_BASELINE}

${SERVER_HELP}`;

/** `ipai db drift`: exit 0 none, 1 drift, 2 could not run. */
export function driftCommand(): Command {
  return new Command("drift")
    .description("what changed against the baseline, by Odoo module, and what to do next")
    .option("--database <name>", "of the server that the environment names", "production")
    .option("--stack", "the workspace's own add-ons, installed on a real Odoo now")
    .option("--baseline <file>", "default: where `ipai db baseline` writes it")
    .option("--break <sql>", "with --stack: change the schema first, to show that it is seen")
    .option("--lines <count>", "how many changes to print of each module", "20")
    .option("--json", "one JSON document on stdout, with every change")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  if (flags.break && !flags.stack)
    throw new CannotRun("--break is for --stack alone", "try it on a copy of your database");
  const file = flags.baseline ?? baselineFile(flags);
  const baseline = readBaseline(file);
  const now = await schemaNow(flags, flags.break);
  const drift = compareSchemas(baseline, now);
  const changes = drift.modules.reduce((sum, module) => sum + countOf(module), 0);
  if (flags.json) printJson({ baseline: { file, sha256: baseline.sha256 }, sha256: now.sha256, changes, ...drift });
  else printText(toText(drift, Number(flags.lines), changes));
  process.exitCode = changes ? 1 : 0;
}

function readBaseline(file: string): SchemaSnapshot {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new CannotRun(`there is no baseline: ${(error as Error).message}`, "write one: ipai db baseline");
  }
  const { value, issues } = parseSnapshot(text, file);
  if (!value) throw new CannotRun(`${file}: ${issues[0]!.message}`, issues[0]!.advice);
  return value;
}

function toText({ modules, issues }: Drift, lines: number, changes: number): string {
  const parts = modules.flatMap((module) => {
    const all = describe(module);
    const more = all.length > lines ? [pc.dim(`  … and ${all.length - lines} more: --lines, --json`)] : [];
    return [
      `${pc.bold(module.module ?? "no module")}: ${countsOf(module)}; ${module.because}`,
      ...all.slice(0, lines),
      ...more,
      pc.dim(`      next: ${module.next}`),
    ];
  });
  const total = changes
    ? pc.red(`x ${plural(changes, "change")} in ${plural(modules.length, "module")}`)
    : pc.green("ok no drift");
  return [...parts, ...issues.map(formatIssue), total].join("\n");
}

function describe({ added, removed, changed }: ModuleDrift): string[] {
  return [
    ...whole(removed).map(({ kind, name }) => `  ${pc.red("-")} ${kind} ${name}`),
    ...whole(added).map(
      ({ kind, name, definition }) => `  ${pc.green("+")} ${kind} ${name} ${pc.dim(firstLine(definition))}`,
    ),
    ...changed.map(
      ({ kind, name, before, after }) => `  ${pc.yellow("~")} ${kind} ${name}\n      was ${before}\n      is  ${after}`,
    ),
  ];
}

/** What comes or goes with its table is not told by itself. */
function whole(objects: readonly SchemaObject[]): SchemaObject[] {
  const tables = objects.filter(({ kind }) => kind === "table").map(({ name }) => `${name}.`);
  return objects.filter(({ kind, name }) => kind === "table" || !tables.some((table) => name.startsWith(table)));
}

function firstLine(definition: string): string {
  const [line = ""] = definition.split("\n");
  return line.length > 100 ? `${line.slice(0, 100)}…` : line;
}

const countOf = ({ added, removed, changed }: ModuleDrift): number => added.length + removed.length + changed.length;

function countsOf({ added, removed, changed }: ModuleDrift): string {
  return `${added.length} added, ${removed.length} removed, ${changed.length} changed`;
}
