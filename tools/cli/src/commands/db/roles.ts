import { plural } from "@ipai/core";
import {
  generatePasswords,
  initDatabases,
  verifyRoles,
  type RolesReport,
  type Stage,
  type Tried,
} from "@ipai/database";
import { findServerBinaries, startScratchCluster } from "@ipai/postgres";
import { CannotRun, progress, progressDone } from "@ipai/workspace";
import { Command } from "commander";
import pc from "picocolors";
import { formatIssue, formatTotals, printJson, printText } from "../../io/print.ts";
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
  readonly scratch?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  ipai db roles verify --passwords secrets    on your server: what each role is refused, and what it can do
  ipai db roles verify --scratch              on a server started for it: proves what \`ipai db init\` makes, not your server

Everything is rolled back, or fails for another reason where a role has too many rights. ${SERVER_HELP}`;

/** `ipai db roles`. */
export function rolesCommand(): Command {
  const verify = new Command("verify")
    .description(
      "tries as each role what it must not do, and what it must be able to do; exit 1 where one is otherwise",
    )
    .option("--stage <name>", "dev, staging or production; may repeat (default: all three)", parseStage)
    .option("--database <stage=name>", "where a database has another name than its stage; may repeat", parseDatabase)
    .option("--passwords <folder>", "a file per role, named as it; else <ROLE>_PASSWORD of the environment")
    .option("--scratch", "on a server of its own, initialised as `ipai db init` does")
    .option("--json", "one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action(run);
  return new Command("roles").description("what the roles may do: verify").addCommand(verify);
}

async function run(flags: Flags): Promise<void> {
  const stages = chosenStages(flags);
  const report = await onServer(() =>
    flags.scratch
      ? verifyOnScratch(stages)
      : verifyRoles(adminServer(), stages, { passwords: readPasswords(stages, flags.passwords), onTried }),
  );
  progressDone();
  const subject = flags.scratch
    ? "a scratch server: proves what `ipai db init` makes, not your server"
    : "the server that the environment names";
  if (flags.json) printJson({ subject, ...summary(report), ...report });
  else printText(toText(subject, report));
  process.exitCode = report.tried.length === 0 ? 2 : report.issues.length ? 1 : 0;
}

function onTried({ role, does }: Tried): void {
  progress(`${role}: ${does}`);
}

async function verifyOnScratch(stages: readonly Stage[]): Promise<RolesReport> {
  const binaries = findServerBinaries();
  if (!binaries) throw new CannotRun("no PostgreSQL can be started here", "apt-get install postgresql");
  const cluster = await startScratchCluster(binaries, { passwords: true });
  try {
    const passwords = generatePasswords(stages);
    const { issues } = await initDatabases(cluster.address, stages, { passwords });
    return issues.length ? { tried: [], issues } : await verifyRoles(cluster.address, stages, { passwords, onTried });
  } finally {
    cluster.remove();
  }
}

function summary({ tried, issues }: RolesReport) {
  const count = (outcome: Tried["outcome"]) => tried.filter((one) => one.outcome === outcome).length;
  return { attempts: tried.length, refused: count("refused"), allowed: count("allowed"), findings: issues.length };
}

function toText(subject: string, { tried, issues }: RolesReport): string {
  const lines = tried.map(({ stage, role, does, outcome, sqlstate, holds }) => {
    const mark = holds ? pc.green(outcome.padEnd(7)) : pc.red(outcome.padEnd(7));
    return `${holds ? "  " : pc.red("x ")}${mark} ${(sqlstate ?? "").padEnd(5)}  ${stage.padEnd(10)} ${role.padEnd(22)} ${does}`;
  });
  const { refused, allowed } = summary({ tried, issues });
  const totals = `${plural(tried.length, "attempt")}: ${refused} refused, ${allowed} allowed  ${formatTotals(issues)}`;
  return [pc.dim(`on ${subject}`), ...lines, ...issues.map(formatIssue), totals].join("\n");
}
