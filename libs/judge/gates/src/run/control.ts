import { isWorse, meets } from "../check/observe.ts";
import type { ControlResult, Observation } from "../record/schema.ts";
import type { Runnable } from "../schema.ts";
import { copyWorkspace, type WorkspaceCopy } from "./copy.ts";
import { runCheck, type Place } from "./run-check.ts";

/**
 * Runs a check before and after its control breaks the thing that it guards: with edits in a scratch copy of the
 * workspace, else where the workspace is.
 */
export async function runControl(check: Runnable, place: Place): Promise<ControlResult> {
  if (!check.control.edits) return runControlIn(check, place, null);
  const copy = copyWorkspace(place.root);
  try {
    return await runControlIn(check, place, copy);
  } finally {
    copy.remove();
  }
}

/** As `runControl`, in a copy that is there already; the copy is whole again afterwards. */
export async function runControlIn(check: Runnable, place: Place, copy: WorkspaceCopy | null): Promise<ControlResult> {
  const there: Place = { ...place, root: copy?.root ?? place.root };
  const whole = await runCheck(check, there);
  const mend = breakIt(check, copy);
  if (typeof mend === "string") return { red: false, reason: mend, whole, broken: whole };
  try {
    const { command = check.command, env = {} } = check.control;
    const logPath = place.logPath?.replace(/\.log$/, ".broken.log");
    const breaking = { ...there, env: { ...place.env, ...env }, ...(logPath && { logPath }) };
    const broken = await runCheck({ ...check, command }, breaking);
    const reason = whyNotRed(whole, broken, check.threshold);
    return { red: reason === "", reason, whole, broken: { ...broken, definition: whole.definition } };
  } finally {
    mend();
  }
}

/** Applies the control's edits and returns how to take them back, or says why they do not fit. */
function breakIt({ control }: Runnable, copy: WorkspaceCopy | null): (() => void) | string {
  try {
    return copy?.apply(control.edits ?? []) ?? NOTHING_TO_MEND;
  } catch (error) {
    return `the control does not fit: ${(error as Error).message}`;
  }
}

const NOTHING_TO_MEND = (): void => {};

/** A break proves a check when the fact is still there, is worse than before, and is red. */
function whyNotRed(whole: Observation, broken: Observation, threshold: string): string {
  if (whole.observed === null) return `without a break the command showed no fact (exit ${whole.exit ?? "none"})`;
  if (broken.observed === null) return `the break broke the command, not the thing (exit ${broken.exit ?? "none"})`;
  if (meets(broken.observed, threshold)) return `it stayed green: observed ${broken.observed}`;
  if (!meets(whole.observed, threshold) && !isWorse(broken.observed, whole.observed, threshold))
    return `broken or not, it is as red: observed ${broken.observed} after ${whole.observed}`;
  return "";
}
