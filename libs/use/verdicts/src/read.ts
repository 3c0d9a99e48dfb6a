import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { judgeMilestone, parseGates, withNeeds, type Gates, type MilestoneVerdict } from "@ipai/gates";
import { CannotRun } from "@ipai/workspace";
import { judgeChecks, type Judged, type Ledger, type Mode } from "./judge.ts";

export const GATES_FILE = "gates.yml";
export const GATES_LEDGER: Ledger = { folder: "evidence/gates", again: (check) => `npx ipai gate ${check} --record` };

/** The gates of a workspace. Throws `CannotRun` where there are none, or none that can be read. */
export function readGates(root: string): Gates {
  const path = join(root, GATES_FILE);
  if (!existsSync(path))
    throw new CannotRun(`there is no ${GATES_FILE} in ${root}`, "run in a workspace that has one, see docs/gates.md");
  const { value, issues } = parseGates(readFileSync(path, "utf8"), GATES_FILE);
  if (value) return value;
  throw new CannotRun(`${GATES_FILE} has errors`, `mend ${GATES_FILE}`, issues);
}

export interface JudgedMilestones extends Pick<Judged, "issues"> {
  readonly milestones: readonly MilestoneVerdict[];
}

/** Verdicts of milestones and of all that they need, earliest first; none for names that are no milestones. */
export async function judgeMilestones(
  gates: Gates,
  ids: readonly string[],
  root: string,
  mode: Mode,
): Promise<JudgedMilestones> {
  const wanted = new Set(ids.flatMap((id) => withNeeds(gates, id)));
  const milestones = gates.milestones.filter((milestone) => wanted.has(milestone));
  const names = new Set(milestones.flatMap(({ checks }) => checks));
  const checks = gates.checks.filter((check) => names.has(check.id));
  const { verdicts, issues } = await judgeChecks(checks, root, GATES_LEDGER, mode);
  return { issues, milestones: milestones.map((milestone) => judgeMilestone(gates, milestone.id, verdicts)) };
}
