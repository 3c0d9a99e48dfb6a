import { plural } from "@ipai/core";
import { initDatabases } from "@ipai/database";
import { progress, progressDone } from "@ipai/workspace";
import { Command } from "commander";
import pc from "picocolors";
import { formatIssue, printJson, printText } from "../../io/print.ts";
import {
  adminServer,
  chosenStages,
  onServer,
  parseDatabase,
  parseStage,
  readPasswords,
  SERVER_HELP,
  type StageFlags,
} from "./server.ts";

interface Flags extends StageFlags {
  readonly passwords?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  ipai db init --passwords secrets                       dev, staging and production, with two roles each
  ipai db init --stage production --database production=odoo --passwords /run/secrets
  ODOO_APP_PASSWORD=… ODOO_REPORTING_PASSWORD=… ipai db init --stage production

${SERVER_HELP}`;

/** `ipai db init`: exit 0 all is as it must be, 2 nothing was done. */
export function initCommand(): Command {
  return new Command("init")
    .description("roles, databases, extensions and rights of the stages; a second run changes nothing and says so")
    .option("--stage <name>", "dev, staging or production; may repeat (default: all three)", parseStage)
    .option("--database <stage=name>", "where a database has another name than its stage; may repeat", parseDatabase)
    .option("--passwords <folder>", "a file per role, named as it; else <ROLE>_PASSWORD of the environment")
    .option("--json", "one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  const stages = chosenStages(flags);
  const passwords = readPasswords(stages, flags.passwords);
  const admin = adminServer();
  const { items, issues } = await onServer(() =>
    initDatabases(admin, stages, { passwords, onItem: ({ item }) => progress(item) }),
  );
  progressDone();
  if (flags.json) printJson({ items, issues });
  else {
    for (const { stage, item, outcome, detail } of items)
      printText(`${MARKS[outcome]} ${stage ? pc.dim(`${stage}: `) : ""}${item}${detail ? pc.dim(` (${detail})`) : ""}`);
    const count = (outcome: keyof typeof MARKS) => items.filter((item) => item.outcome === outcome).length;
    printText(
      issues.length
        ? [...issues.map(formatIssue), "nothing was done"].join("\n")
        : `${plural(items.length, "item")}: ${count("created")} created, ${count("changed")} changed, ${count("already so")} already so`,
    );
  }
  process.exitCode = issues.length ? 2 : 0;
}

const MARKS = { created: pc.green("created   "), changed: pc.yellow("changed   "), "already so": "already so" };
