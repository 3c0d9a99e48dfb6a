import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  copyWorkspace,
  definitionDigest,
  describeHost,
  missingServices,
  parseGates,
  readRecords,
  runControlIn,
  type Check,
  type ControlResult,
  type Runnable,
  type WorkspaceCopy,
} from "@ipai/gates";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

export const ROOT = resolve(import.meta.dirname, "../..");
const REQUIRED = (process.env["IPAI_REQUIRE"] ?? "").split(",");

/** Checks of a milestone in `gates.yml` that can be run. */
function checksOf(...milestones: string[]): Runnable[] {
  const { value, issues } = parseGates(readFileSync(resolve(ROOT, "gates.yml"), "utf8"), "gates.yml");
  if (!value) throw new Error(issues.map(({ message }) => message).join("\n"));
  const names = new Set(value.milestones.filter(({ id }) => milestones.includes(id)).flatMap(({ checks }) => checks));
  return value.checks.filter((check): check is Runnable => names.has(check.id) && check.command !== null);
}

/** Services that a check lacks here, without those that this run must not lack. */
function skippedFor({ needs }: Check): string[] {
  return missingServices(needs, ROOT).filter((name) => !REQUIRED.includes(name));
}

/** A control that takes minutes runs with `ipai gate <check> --record`; what it showed for this very check counts. */
function isDear({ max_age_hours, timeout_seconds }: Check): boolean {
  return max_age_hours !== undefined && timeout_seconds > 600 && !REQUIRED.includes("controls");
}

function recordedControl(check: Check): ControlResult | null {
  const control = readRecords(ROOT, "evidence/gates").value.get(check.id)?.control;
  return control?.broken.definition === definitionDigest(check) ? control : null;
}

/** One test per check of these milestones: on a copy of the workspace its control must turn it red. */
export function describeControls(...milestones: string[]): void {
  describe(`controls of ${milestones.join(", ")}`, { timeout: 600_000 }, () => {
    let copy: WorkspaceCopy;
    beforeAll(() => {
      copy = copyWorkspace(ROOT);
    });
    afterAll(() => copy.remove());

    for (const check of checksOf(...milestones)) {
      const lacking = skippedFor(check);
      const hint = lacking.length ? ` (needs ${lacking.join(", ")})` : "";
      it.skipIf(lacking.length)(`${check.id} goes red${hint}`, async ({ skip }) => {
        const recorded = isDear(check) ? recordedControl(check) : null;
        if (isDear(check) && !recorded) skip(`it takes minutes: npx ipai gate ${check.id} --record`);
        const place = { root: ROOT, host: describeHost(ROOT) };
        const { red, reason, whole, broken } = recorded ?? (await runControlIn(check, place, copy));
        // Records age: where nothing is proven any more, nothing can be taken away, and the check is red as it is.
        if (check.threshold.startsWith(">") && whole.observed === 0) skip(`${check.id}: nothing is proven today`);
        const seen = `observed ${whole.observed}, then ${broken.observed}, asked for ${check.threshold}`;
        expect(red, `${reason} (${seen})`).toBe(true);
      });
    }
  });
}
