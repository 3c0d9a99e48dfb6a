import { writeFile } from "node:fs/promises";
import { proposeBump } from "@ipai/bump";
import { exitCode, type Issue, type Result } from "@ipai/core";
import { renderBumpMarkdown, renderBumpText, type BumpReport } from "@ipai/impact";
import { pins, relock, staleness, type Lock, type Relocked } from "@ipai/lockfile";
import { CannotRun, progress, progressDone } from "@ipai/workspace";
import type { Command } from "commander";
import { printText } from "../../io/print.ts";
import { selected } from "./lock.ts";
import { modulesNamed, movePackages } from "./packages.ts";
import { finish, indexOptions, ocaCommand, openSession, save, type PackageOptions, type Session } from "./session.ts";

interface BumpOptions extends PackageOptions {
  readonly dryRun?: boolean;
  readonly check?: boolean;
  readonly acceptBreaks?: boolean;
  readonly to?: string;
  readonly markdown?: string | true;
}

/** `ipai oca bump [repository…]`: moves pins to the newest commit of their branch, and proves what that means here. */
export function bumpCommand(): Command {
  const command = ocaCommand(
    "bump",
    "move pins to the newest commit or release, with what that changes and breaks here",
    [
      "bump --dry-run                      what would move, and what it means for our modules",
      "bump OCA/server-tools               the same, then the new lock, unless something here breaks",
      "bump --check                        exit 1 where something of ours breaks; writes nothing",
      "bump OCA/web --to <commit>          a commit of its branch instead of the newest",
      "bump dms                            one package; `packages` for all of them",
      "bump --dry-run --markdown report.md the report for a pull request",
    ],
  );
  return indexOptions(command)
    .argument("[name...]", "repositories of the wish, modules of packages, or `packages`; all pins by default")
    .option("--dry-run", "write nothing")
    .option("--check", "write nothing, and exit 1 where something of ours breaks")
    .option("--accept-breaks", "write the lock although something of ours breaks")
    .option("--to <commit>", "full commit; for one repository")
    .option("--markdown [file]", "the report as Markdown, on stdout or into a file")
    .action(async (names: string[], options: BumpOptions) => {
      const session = await openSession(options);
      if (session) await bump(session, names, options);
    });
}

async function bump(session: Session, names: readonly string[], options: BumpOptions): Promise<void> {
  const { lock } = session;
  const named = selected(lock, names);
  const chosen = names.length > 0 ? named.repositories : movable(lock);
  progress("asking the remotes");
  const git = await relock(lock, chosen, session.settings, target(chosen, options.to));
  const { value, issues } =
    named.packages.length > 0
      ? joined(git, await movePackages(session, git.value.lock, packagesToMove(lock, names)))
      : git;
  const report = await proposeBump(session, value.lock);
  progressDone();
  const broken = report.breaks.filter(({ innocent, severity }) => innocent && severity === "error");
  const writes = !options.dryRun && !options.check && (broken.length === 0 || options.acceptBreaks === true);
  const saved = writes ? await save(session, value.lock) : { written: false, issues: [] };
  const held = !options.dryRun && !writes && !options.check ? [heldBack(broken.length)] : [];
  // What broke upstream is theirs to mend; what breaks here stops us, except where a dry run only asks.
  const breaks = report.breaks.map((one) => (one.innocent && !options.dryRun ? one : softened(one)));
  const result = {
    ...report,
    breaks: report.breaks,
    written: saved.written,
    issues: [...issues, ...saved.issues, ...breaks, ...held],
  };
  await show(result, options);
}

function packagesToMove(lock: Lock, names: readonly string[]): ReadonlySet<string> | "all" {
  return names.length === 0 || names.includes("packages") ? "all" : modulesNamed(lock, names);
}

function joined(git: Result<Relocked>, packages: Result<Relocked>): Result<Relocked> {
  return { value: packages.value, issues: [...git.issues, ...packages.issues] };
}

/** Pins that fit their wish: one that does not is a matter for `lock`. */
function movable(lock: Lock): string[] {
  return pins(lock)
    .map(({ name }) => name)
    .filter((name) => staleness(lock, name) === null);
}

function target(chosen: readonly string[], to: string | undefined): Record<string, string> {
  if (to === undefined) return {};
  if (chosen.length !== 1) throw new CannotRun("--to is for one repository", "name the repository to move");
  if (!/^[0-9a-f]{40}$/.test(to))
    throw new CannotRun(`not a full commit: ${to}`, "write all 40 digits, as `git rev-parse` prints them");
  return { [chosen[0]!]: to };
}

function softened(issue: Issue): Issue {
  return { ...issue, severity: issue.severity === "error" ? "warning" : issue.severity };
}

function heldBack(count: number): Issue {
  return {
    code: "bump-held-back",
    severity: "error",
    message: `${count} things here break, so the lock was not written`,
    advice: "mend them on a branch, or write it all the same with --accept-breaks",
  };
}

type Shown = BumpReport & { readonly written: boolean; readonly issues: readonly Issue[] };

async function show(report: Shown, options: BumpOptions): Promise<void> {
  if (typeof options.markdown === "string") await writeFile(options.markdown, renderBumpMarkdown(report));
  if (options.markdown === true) {
    printText(renderBumpMarkdown(report));
    process.exitCode = exitCode(report.issues);
    return;
  }
  const state = report.written ? "lock     written" : "lock     unchanged";
  finish(options, report, `${renderBumpText(report)}\n${state}`);
}
