import { passRate, type Gates } from "@ipai/gates";
import { GATES_FILE, GATES_LEDGER, judgeChecks, judgeMilestones, readGates, word, type Mode } from "@ipai/verdicts";
import { CannotRun, workspaceRoot } from "@ipai/workspace";
import { Command } from "commander";
import { checkJson, checkText, milestoneJson, milestonesMarkdown, milestonesText } from "../gates/render.ts";
import { formatIssue, printJson, printText } from "../io/print.ts";

const EXAMPLES = `
Examples:
  ipai gate M3                     GO or NO-GO for M3 and what it needs, each check with what was observed
  ipai gate 3 --md                 the same for a pull request or a board paper
  ipai gate backup-drill --record  observe one check and its negative control, and keep both in evidence/gates

A check is a command, an observed fact, a threshold and a negative control: docs/gates.md`;

interface Flags {
  readonly md?: boolean;
  readonly json?: boolean;
  readonly record?: boolean;
  readonly recorded?: boolean;
}

/** `ipai gate`: exit 0 for GO, 1 for NO-GO. */
export function gateCommand(): Command {
  return new Command("gate")
    .description("GO or NO-GO, each check with its evidence, what blocks and what to do next")
    .argument("<milestone>", "M0 to M6, the number of a phase, or a check's id")
    .option("--record", "observe everything now, controls included, and keep it in evidence/gates")
    .option("--recorded", "run nothing: judge by what is recorded")
    .option("--md", "Markdown")
    .option("--json", "one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(asked: string, flags: Flags): Promise<void> {
  if (flags.record && flags.recorded)
    throw new CannotRun("--record observes and --recorded does not", "choose one of the two");
  const mode: Mode = flags.record ? "record" : flags.recorded ? "recorded" : "now";
  const gates = readGates(workspaceRoot());
  if (gates.checks.some(({ id }) => id === asked)) return runOne(gates, asked, mode, flags);
  const id = /^\d$/.test(asked) ? `M${asked}` : asked.toUpperCase();
  const { milestones, issues } = await judgeMilestones(gates, [id], workspaceRoot(), mode);
  const last = milestones.at(-1);
  if (!last)
    throw new CannotRun(
      `there is no milestone or check ${asked}`,
      `${GATES_FILE} has ${gates.milestones.map((it) => it.id).join(", ")}`,
    );
  if (flags.json) {
    const passed = passRate(milestones);
    printJson({
      milestone: id,
      verdict: word(last),
      passRate: passed,
      milestones: milestones.map(milestoneJson),
      issues,
    });
  } else {
    const text = flags.md ? milestonesMarkdown(milestones) : milestonesText(milestones);
    printText([...issues.map(formatIssue), text].join("\n"));
  }
  process.exitCode = last.go ? 0 : 1;
}

async function runOne(gates: Gates, id: string, mode: Mode, { json }: Flags): Promise<void> {
  const check = gates.checks.find((it) => it.id === id)!;
  const { verdicts, issues } = await judgeChecks([check], workspaceRoot(), GATES_LEDGER, mode);
  const verdict = verdicts.get(id)!;
  if (json) printJson({ check: checkJson(verdict), issues });
  else printText([...issues.map(formatIssue), checkText(verdict)].join("\n"));
  process.exitCode = verdict.state === "pass" || verdict.state === "waived" ? 0 : 1;
}
