import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { exitCode } from "@ipai/core";
import {
  judgeCheck,
  judgeMilestone,
  parseGates,
  runCheck,
  withNeeds,
  type Check,
  type CheckVerdict,
  type Gates,
  type MilestoneVerdict,
  type Place,
} from "@ipai/gates";
import { Command } from "commander";
import pc from "picocolors";
import { CannotRun } from "../io/exit.ts";
import { formatIssue, printJson, printText, progress, progressDone } from "../io/print.ts";
import { workspaceRoot } from "../io/workspace.ts";

const FILE = "gates.yml";
const EXAMPLES = `
Examples:
  ipai gate M3           GO or NO-GO for M3 and what it needs, each check with what was observed
  ipai gate M3 --md      the same for a pull request or a board paper

A check is a command, an observed fact, a threshold and a negative control: docs/gates.md`;

/** `ipai gate`: exit 0 for GO, 1 for NO-GO. */
export function gateCommand(): Command {
  return new Command("gate")
    .description("GO or NO-GO, each check with its evidence, what blocks and what to do next")
    .argument("<milestone>", "M0 to M6, or its number")
    .option("--md", "Markdown")
    .option("--json", "one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(asked: string, { md, json }: { md?: boolean; json?: boolean }): Promise<void> {
  const root = workspaceRoot();
  const gates = readGates(root);
  if (!gates) return;
  const id = /^\d$/.test(asked) ? `M${asked}` : asked;
  const milestones = withNeeds(gates, id);
  if (!milestones.length)
    throw new CannotRun(
      `there is no milestone ${asked}`,
      `${FILE} has ${gates.milestones.map((it) => it.id).join(", ")}`,
    );
  const names = new Set(milestones.flatMap(({ checks }) => checks));
  const verdicts = await observeAll(
    gates.checks.filter((check) => names.has(check.id)),
    root,
  );
  const judged = milestones.map((milestone) => judgeMilestone(gates, milestone.id, verdicts));
  const last = judged.at(-1)!;
  if (json) printJson({ milestone: id, verdict: word(last), milestones: judged.map(toJson) });
  else printText(md ? toMarkdown(judged) : toText(judged));
  process.exitCode = last.go ? 0 : 1;
}

function readGates(root: string): Gates | null {
  const path = join(root, FILE);
  if (!existsSync(path))
    throw new CannotRun(`there is no ${FILE} in ${root}`, "run in a workspace that has one, see docs/gates.md");
  const { value, issues } = parseGates(readFileSync(path, "utf8"), FILE);
  if (!value) printText(issues.map(formatIssue).join("\n"));
  process.exitCode = exitCode(issues);
  return value;
}

async function observeAll(checks: readonly Check[], root: string): Promise<Map<string, CheckVerdict>> {
  const verdicts = new Map<string, CheckVerdict>();
  const place = placeOf(root);
  for (const check of checks) {
    progress(`observing ${check.id}`);
    const observation = check.command ? await runCheck({ ...check, command: check.command }, place) : null;
    verdicts.set(check.id, judgeCheck(check, observation, new Date()));
  }
  progressDone();
  return verdicts;
}

function placeOf(root: string): Place {
  const git = (...args: string[]) => spawnSync("git", ["-C", root, ...args], { encoding: "utf8" }).stdout?.trim() ?? "";
  return { root, commit: git("rev-parse", "HEAD") || null, dirty: git("status", "--porcelain") !== "" };
}

const word = ({ go }: MilestoneVerdict): string => (go ? "GO" : "NO-GO");

const MARKS = {
  pass: pc.green("pass   "),
  fail: pc.red("fail   "),
  unknown: pc.yellow("unknown"),
  waived: pc.yellow("waived "),
};

function toText(judged: readonly MilestoneVerdict[]): string {
  return judged
    .flatMap((verdict) => [
      `${pc.bold(verdict.milestone.id)} ${verdict.milestone.title}: ${verdict.go ? pc.green("GO") : pc.red("NO-GO")}${blocked(verdict)}`,
      ...verdict.checks.flatMap(({ check, state, reason }) => [
        `  ${MARKS[state]} ${check.title}\n          ${reason}`,
        ...(state === "pass" ? [] : [pc.dim(`          next: ${check.next}`)]),
      ]),
    ])
    .join("\n");
}

function toMarkdown(judged: readonly MilestoneVerdict[]): string {
  return judged
    .flatMap((verdict) => [
      `## ${verdict.milestone.id} ${verdict.milestone.title}: **${word(verdict)}**${blocked(verdict)}`,
      "",
      "| check | state | observed | next |",
      "|---|---|---|---|",
      ...verdict.checks.map(
        ({ check, state, reason }) =>
          `| ${check.title} | ${state} | ${reason} | ${state === "pass" ? "" : check.next} |`,
      ),
      "",
    ])
    .join("\n");
}

function blocked({ blockedBy }: MilestoneVerdict): string {
  return blockedBy.length ? ` (needs ${blockedBy.join(", ")})` : "";
}

function toJson(verdict: MilestoneVerdict) {
  const checks = verdict.checks.map(({ check, state, reason, observation }) => ({
    id: check.id,
    title: check.title,
    state,
    reason,
    next: check.next,
    observation,
  }));
  return {
    id: verdict.milestone.id,
    title: verdict.milestone.title,
    verdict: word(verdict),
    blockedBy: verdict.blockedBy,
    checks,
  };
}
