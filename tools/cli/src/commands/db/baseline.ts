import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readStackSchema } from "@ipai/bench";
import { plural } from "@ipai/core";
import { readSchema, renderSnapshot, type SchemaSnapshot } from "@ipai/database";
import { CannotRun, workspaceRoot } from "@ipai/workspace";
import { Command } from "commander";
import { printJson, printText } from "../../io/print.ts";
import { adminServer, onServer, SERVER_HELP } from "./server.ts";

export interface SchemaFlags {
  readonly database: string;
  readonly stack?: boolean;
  readonly json?: boolean;
}

/** Where the schema of the workspace's own add-ons is kept. */
export const STACK_BASELINE = "infra/database/stack.schema.json";

const EXAMPLES = `
Examples:
  ipai db baseline                                  of the database production, to production.schema.json
  ipai db baseline --database odoo --out odoo.json
  ipai db baseline --stack                          of our add-ons on a real Odoo, to ${STACK_BASELINE}

${SERVER_HELP} Any role that may connect can write a baseline.`;

/** `ipai db baseline`. */
export function baselineCommand(): Command {
  return new Command("baseline")
    .description("writes a database's schema to a file: an object a line, by Odoo module, with a hash")
    .option("--database <name>", "of the server that the environment names", "production")
    .option("--stack", "of the workspace's own add-ons, installed on a real Odoo now")
    .option("--out <file>", "where to (default: <database>.schema.json)")
    .option("--json", "one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(flags: SchemaFlags & { readonly out?: string }): Promise<void> {
  const snapshot = await schemaNow(flags);
  const file = flags.out ?? baselineFile(flags);
  writeText(file, renderSnapshot(snapshot));
  const { sha256, objects, modules } = snapshot;
  const unknown = objects.filter(({ module }) => module === null).length;
  const counts = { objects: objects.length, modules: Object.keys(modules).length, ofNoModule: unknown };
  if (flags.json) printJson({ file, sha256, ...counts });
  else
    printText(
      `${file}: ${plural(counts.objects, "object")}, ${plural(counts.modules, "module")}, ${unknown} of no module\nsha256 ${sha256}`,
    );
}

/** The schema that the flags are about. */
export async function schemaNow({ stack, database }: SchemaFlags, fault?: string): Promise<SchemaSnapshot> {
  return onServer(() => (stack ? readStackSchema(fault) : readSchema(adminServer(), database)));
}

/** Where its baseline is kept by default. */
export function baselineFile({ stack, database }: SchemaFlags): string {
  return stack ? join(workspaceRoot(), STACK_BASELINE) : `${database.replaceAll(/[^\w.-]/g, "_")}.schema.json`;
}

function writeText(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new CannotRun((error as Error).message, "name a file that can be written with --out");
  }
}
