import { passRate, type CheckVerdict, type MilestoneVerdict } from "@ipai/gates";
import { blocking, word } from "@ipai/verdicts";
import pc from "picocolors";

/** The word of a state, in its colour and as wide as the others. */
export const STATES = {
  pass: pc.green("pass   "),
  fail: pc.red("fail   "),
  unknown: pc.yellow("unknown"),
  waived: pc.yellow("waived "),
  "n/a": pc.dim("n/a    "),
};

export function checkText({ check, state, reason, next, observation }: CheckVerdict): string {
  const seen = observation && state !== "pass" ? `, ${observation.started_at.slice(0, 16)}Z` : "";
  const lines = [`  ${STATES[state]} ${check.title}`, `          ${check.id}: ${reason}${seen}`];
  return [...lines, ...(next ? [pc.dim(`          next: ${next}`)] : [])].join("\n");
}

export function milestonesText(judged: readonly MilestoneVerdict[]): string {
  const blocks = judged.flatMap((verdict) => {
    const { id, title } = verdict.milestone;
    const head = `${pc.bold(id)} ${title}: ${verdict.go ? pc.green("GO") : pc.red("NO-GO")}${blocked(verdict)}`;
    return [head, ...verdict.checks.map(checkText)];
  });
  return [...blocks, `gate pass rate ${(passRate(judged) * 100).toFixed(1)} %`].join("\n");
}

export function milestonesMarkdown(judged: readonly MilestoneVerdict[]): string {
  const blocks = judged.flatMap((verdict) => [
    `## ${verdict.milestone.id} ${verdict.milestone.title}: **${word(verdict)}**${blocked(verdict)}`,
    "",
    "| check | state | observed | at | next |",
    "|---|---|---|---|---|",
    ...verdict.checks.map(
      ({ check, state, reason, next, observation }) =>
        `| ${cell(check.title)} | ${state} | ${cell(reason)} | ${observation?.started_at.slice(0, 16) ?? ""} | ${cell(next)} |`,
    ),
    "",
  ]);
  return [...blocks, `Gate pass rate ${(passRate(judged) * 100).toFixed(1)} %.`].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function blocked({ blockedBy }: MilestoneVerdict): string {
  return blockedBy.length ? ` (needs ${blockedBy.join(", ")})` : "";
}

export function checkJson({ check, state, reason, next, observation, control }: CheckVerdict): object {
  const { id, title, waiver = null } = check;
  return { id, title, state, reason, next, waiver, observation, control };
}

export function milestoneJson(verdict: MilestoneVerdict): object {
  const { milestone, blockedBy, checks } = verdict;
  return {
    id: milestone.id,
    title: milestone.title,
    verdict: word(verdict),
    blockedBy,
    blocking: blocking(verdict),
    checks: checks.map(checkJson),
  };
}
