import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { meets } from "../check/observe.ts";
import type { Check, Edit, Observation } from "../schema.ts";
import { runCheck } from "./run-check.ts";

export interface ControlResult {
  /** What the check shows on an untouched copy, and on a broken one. */
  readonly whole: Observation;
  readonly broken: Observation;
  /** True when breaking the thing turned the check red. */
  readonly red: boolean;
}

/** Runs a check in a scratch copy of the workspace before and after its control breaks the thing that it guards. */
export async function runControl(
  check: Check & { command: string[]; control: NonNullable<Check["control"]> },
  root: string,
): Promise<ControlResult> {
  const scratch = copyWorkspace(root);
  try {
    const place = { root: scratch, commit: null, dirty: true };
    const whole = await runCheck(check, place);
    for (const edit of check.control.edits) applyEdit(scratch, edit);
    const broken = await runCheck(check, place);
    const red = broken.observed === null || !meets(broken.observed, check.threshold);
    return { whole, broken, red };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Tracked and new files of the workspace, its own packages, and the installed ones by link. */
function copyWorkspace(root: string): string {
  const scratch = mkdtempSync(join(tmpdir(), "ipai-gate-"));
  const files = execFileSync("git", ["-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  for (const file of files.split("\0").filter(Boolean)) {
    mkdirSync(dirname(join(scratch, file)), { recursive: true });
    cpSync(join(root, file), join(scratch, file), { force: true, errorOnExist: false });
  }
  mkdirSync(join(scratch, "node_modules/@ipai"), { recursive: true });
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (name !== "@ipai" && name !== ".cache")
      symlinkSync(join(root, "node_modules", name), join(scratch, "node_modules", name));
  }
  for (const folder of ["libs", "tools"]) {
    for (const name of readdirSync(join(scratch, folder)))
      symlinkSync(join(scratch, folder, name), join(scratch, "node_modules/@ipai", name));
  }
  execFileSync("git", ["init", "-q", scratch]);
  return scratch;
}

function applyEdit(scratch: string, { file, replace, append, remove }: Edit): void {
  const path = join(scratch, file);
  if (remove) rmSync(path);
  if (append !== undefined) appendFileSync(path, append);
  if (!replace) return;
  const text = readFileSync(path, "utf8");
  if (!text.includes(replace[0]))
    throw new Error(`the control does not fit any more: ${file} has no ${JSON.stringify(replace[0])}`);
  writeFileSync(
    path,
    text.replace(replace[0], () => replace[1]),
  );
}
