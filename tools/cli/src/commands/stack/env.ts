import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { exitCode } from "@ipai/core";
import { readLock } from "@ipai/lockfile";
import { checkCore, checkEnvironment, MAIL_SECRET, SECRETS } from "@ipai/stack";
import { CannotRun, workspaceRoot } from "@ipai/workspace";
import { Command } from "commander";
import { formatIssue, printJson, printText } from "../../io/print.ts";

interface Flags {
  readonly file?: string;
  readonly secrets?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  ipai stack env --file deploy/.env --secrets deploy/secrets     before production starts
  ipai stack env --secrets /run/secrets                          as the compose files do, with the container's variables
A password that everybody tries, a short one or the same one twice is refused in production`;

/** `ipai stack env`: exit 1 where a setting or a secret must not be used. */
export function envCommand(): Command {
  return new Command("env")
    .description("are the settings and secrets of a stage sound? which is not, and why")
    .option("--file <file>", "a file of settings, over those of the environment")
    .option("--secrets <folder>", "the folder of production's secrets, one file each")
    .option("--json", "one JSON document on stdout: {stage, issues}")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run({ file, secrets, json }: Flags): Promise<void> {
  const env = { ...process.env, ...(file === undefined ? {} : readSettings(file)) };
  const { value: lock } = await readLock(join(workspaceRoot(), "oca.lock.json"));
  const production = env["ODOO_STAGE"] === "production";
  const issues = [
    ...checkEnvironment(env, secrets === undefined ? null : readSecrets(secrets)),
    ...(production ? checkCore(lock?.resolved.core?.url, env["ODOO_CORE_ACCEPTED"]) : []),
  ];
  if (json) printJson({ stage: env["ODOO_STAGE"] ?? null, issues });
  else printText(issues.length ? issues.map(formatIssue).join("\n") : `ok ${env["ODOO_STAGE"]}: settings are sound`);
  process.exitCode = exitCode(issues);
}

function readSettings(file: string): Record<string, string | undefined> {
  if (!existsSync(file)) throw new CannotRun(`there is no ${file}`, "copy .env.example and fill it in");
  // A setting that is written but empty counts as not set, as Compose's ${NAME:-default} takes it.
  return { ODOO_STAGE: "production", ...parseEnv(readFileSync(file, "utf8")) };
}

function readSecrets(folder: string): Map<string, string> {
  const there = [...SECRETS, MAIL_SECRET].filter((name) => existsSync(join(folder, name)));
  return new Map(there.map((name) => [name, readFileSync(join(folder, name), "utf8").trimEnd()]));
}
