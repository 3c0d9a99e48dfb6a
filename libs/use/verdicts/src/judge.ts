import { join } from "node:path";
import type { Issue } from "@ipai/core";
import {
  definitionDigest,
  describeHost,
  inputsDigest,
  judgeCheck,
  missingServices,
  readRecords,
  runCheck,
  runControl,
  writeRecord,
  type Check,
  type CheckRecord,
  type CheckVerdict,
  type Observation,
  type Place,
  type Runnable,
} from "@ipai/gates";
import { progress, progressDone } from "@ipai/workspace";

/** `now` runs what has no maximum age and reads the rest; `recorded` runs nothing; `record` runs all, controls too. */
export type Mode = "now" | "recorded" | "record";

/** Where records lie, and how one is made anew. */
export interface Ledger {
  /** In the workspace: `evidence/gates`. */
  readonly folder: string;
  readonly again: (check: string) => string;
}

export interface Judged {
  readonly verdicts: ReadonlyMap<string, CheckVerdict>;
  /** Records that do not count, by what is wrong with them. */
  readonly issues: readonly Issue[];
}

/** Verdicts of checks, with what was observed now or is recorded. */
export async function judgeChecks(checks: readonly Check[], root: string, ledger: Ledger, mode: Mode): Promise<Judged> {
  const { value: records, issues } = readRecords(root, ledger.folder);
  const verdicts = new Map<string, CheckVerdict>();
  const place: Place = { root, host: describeHost(root) };
  for (const check of checks) {
    progress(`${mode === "recorded" ? "reading" : "observing"} ${check.id}`);
    verdicts.set(check.id, await judgeOne(check, { ...place, logPath: logOf(root, check) }, ledger, mode, records));
  }
  progressDone();
  return { verdicts, issues };
}

async function judgeOne(
  check: Check,
  place: Place,
  { folder, again }: Ledger,
  mode: Mode,
  records: ReadonlyMap<string, CheckRecord>,
): Promise<CheckVerdict> {
  const recorded = records.get(check.id);
  const known = {
    again: again(check.id),
    definition: definitionDigest(check),
    inputs: check.command && inputsDigest(place.root, check.inputs),
    control: recorded?.control ?? null,
    observation: recorded?.observation ?? null,
  };
  const runs = isRunnable(check) && (mode === "record" || (mode === "now" && check.max_age_hours === undefined));
  if (!runs) return judgeCheck(check, { ...known, now: new Date() });
  const lacking = missingServices(check.needs, place.root);
  if (lacking.length) {
    const hindrance = `it needs ${lacking.join(", ")}, which this machine does not have`;
    return judgeCheck(check, { ...known, observation: null, hindrance, now: new Date() });
  }
  const seen = mode === "record" ? await record(check, place, folder) : { observation: await runCheck(check, place) };
  // Who edits while it runs is told so by the next run, not by this one.
  return judgeCheck(check, { ...known, ...seen, inputs: seen.observation.inputs, now: new Date() });
}

/** Observes a check and its control, and keeps both. */
async function record(check: Runnable, place: Place, folder: string): Promise<Omit<CheckRecord, "version" | "check">> {
  const control = await runControl(check, place);
  const observation: Observation = check.control.edits ? await runCheck(check, place) : control.whole;
  writeRecord(place.root, folder, { version: 1, check: check.id, observation, control });
  return { observation, control };
}

function isRunnable(check: Check): check is Runnable {
  return check.command !== null && check.control !== undefined;
}

function logOf(root: string, { id }: Check): string {
  return join(root, "dist/gates", `${id}.log`);
}
