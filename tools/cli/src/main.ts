import { CannotRun, onProgress } from "@ipai/workspace";
import { Command, CommanderError } from "commander";
import { commands } from "./commands/index.ts";
import { formatIssue, showProgress } from "./io/print.ts";
import { version } from "./version.ts";

/**
 * Runs one command line and returns its exit code: 0 clean, 1 findings, 2 could not run.
 * Only the named command's code is loaded, so that a small question stays fast.
 */
export async function main(argv: readonly string[]): Promise<number> {
  onProgress(showProgress);
  const program = new Command("ipai")
    .description("Odoo Community + OCA + your add-ons: what you have, what a change breaks, how far it reaches.")
    .version(version())
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError();
  const wanted = argv[2];
  for (const { name, summary, load } of commands) {
    if (name === wanted) program.addCommand(throwing(await load()), { isDefault: false });
    else program.command(name).description(summary);
  }
  try {
    await program.parseAsync(argv as string[]);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return exitCodeOf(error);
  }
}

/** A subcommand does not take over that its parent throws instead of ending the process with 1. */
function throwing(command: Command): Command {
  for (const sub of command.commands) throwing(sub);
  return command.exitOverride();
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const missing = missingPackage(error);
  if (missing) {
    process.stderr.write(
      `error this needs the npm package ${missing}\n      help: npm install --save-dev ${missing}\n`,
    );
    return 2;
  }
  if (isMendable(error)) {
    process.stderr.write(`error ${textOf(error)}\n      help: ${error.advice}\n`);
    return 2;
  }
  process.stderr.write(
    `${error instanceof Error ? error.stack : String(error)}\nThis is a bug in ipai: please report the lines above.\n`,
  );
  return 2;
}

/** Packages that few commands need are optional where the program is installed as a package. */
function missingPackage(error: unknown): string | null {
  if (!(error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")) return null;
  return /Cannot find package '([^']+)'/.exec(error.message)?.[1] ?? null;
}

/** What a user can mend carries advice: `CannotRun`, and errors of libraries that read when they are asked. */
function isMendable(error: unknown): error is CannotRun {
  return error instanceof CannotRun || (error instanceof Error && "advice" in error);
}

/** All that is wrong with a file of the user, where that is what hinders. */
function textOf({ message, issues = [] }: Pick<CannotRun, "message"> & Partial<Pick<CannotRun, "issues">>): string {
  return issues.length ? issues.map(formatIssue).join("\n") : message;
}
