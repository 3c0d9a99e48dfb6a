import { describe, expect, it } from "vitest";
import { definitionDigest } from "../record/digest.ts";
import type { Check, Gates } from "../schema.ts";
import { exampleCheck, exampleObservation, exampleRecord } from "../testing.ts";
import { judgeMilestone, passRate, withNeeds } from "./milestone.ts";
import { judgeCheck, type Known } from "./verdict.ts";

const NOW = new Date("2026-11-22T12:30:00Z");

/** Everything as it should be; a test takes one thing away. */
function known(check: Check, more: Partial<Known> = {}): Known {
  const definition = definitionDigest(check);
  const { observation, control } = exampleRecord({ definition });
  const broken = { ...control.broken, definition };
  return {
    observation,
    control: { ...control, broken },
    definition,
    inputs: observation.inputs,
    now: NOW,
    again: "do it again",
    ...more,
  };
}
const seen = (check: Check, more: object) => known(check, { observation: { ...known(check).observation!, ...more } });
const controlled = (check: Check, more: object, broken: object = {}) => {
  const { control } = known(check);
  return known(check, { control: { ...control!, ...more, broken: { ...control!.broken, ...broken } } });
};

describe("judgeCheck", () => {
  const check = exampleCheck({ max_age_hours: 2 });
  const verdict = (it: Known, of: Check = check) => judgeCheck(of, it);

  it("passes on a fact of this check and this content, young enough, that meets the threshold, with a red control", () => {
    expect(verdict(known(check))).toMatchObject({ state: "pass", next: "" });
    expect(verdict(seen(check, { observed: 1 }))).toMatchObject({ state: "fail", next: "mend it" });
  });

  it.each([
    ["nobody observed it", known(check, { observation: null }), "nobody has observed it"],
    ["the command showed no fact", seen(check, { observed: null, exit: null }), "showed no fact (exit none)"],
    ["the check is another one", seen(check, { definition: "e".repeat(64) }), "another one since"],
    ["its inputs changed", known(check, { inputs: "2".repeat(64) }), "what it looks at changed"],
    ["its inputs cannot be told", known(check, { inputs: null }), "what it looks at changed"],
    ["it is too old", known(check, { now: new Date("2026-11-22T14:01:00Z") }), "2 hours ago, at most 2 count"],
    ["the clock was set back", known(check, { now: new Date("2026-11-22T11:00:00Z") }), "observed in the future"],
    ["the machine lacks a service", known(check, { hindrance: "it needs odoo" }), "it needs odoo"],
    ["its control never ran", known(check, { control: null }), "nobody has run its control"],
    ["its control stayed green", controlled(check, { red: false, reason: "it stayed green" }), "did not turn it red"],
    ["its control is called red and is green", controlled(check, {}, { observed: 0 }), "did not turn it red"],
    [
      "its control was red before the break",
      controlled(check, { whole: exampleObservation({ observed: 1 }) }),
      "changed nothing",
    ],
    ["its control ran for another check", controlled(check, {}, { definition: "e".repeat(64) }), "for another check"],
    [
      "its control ran on other inputs",
      controlled(check, { whole: exampleObservation({ inputs: "3".repeat(64) }) }),
      "changed since its control ran",
    ],
    ["its control is old", controlled(check, {}, { started_at: "2026-10-01T00:00:00Z" }), "control ran 1261 hours ago"],
    ["its control is of tomorrow", controlled(check, {}, { started_at: "2026-11-23T00:00:00Z" }), "in the future"],
  ])("is unknown when %s, and says what to run", (_when, it, reason) => {
    expect(verdict(it)).toMatchObject({ state: "unknown", reason: expect.stringContaining(reason) });
    expect(verdict(it).next).toMatch(/^do it again$|^mend it$/);
  });

  it("is unknown while the machinery is missing", () => {
    const missing = exampleCheck({ command: null, missing: "a stack", control: undefined } as Partial<Check>);
    expect(verdict(known(missing), missing)).toMatchObject({ state: "unknown", reason: "not built yet: a stack" });
  });
});

describe("a waiver", () => {
  const waived = (expires: string) =>
    exampleCheck({ waiver: { reason: "no second site yet", owner: "head of operations", expires } });
  const judge = (expires: string, observed = 1, now = NOW) => {
    const check = waived(expires);
    const it = seen(check, { observed });
    return judgeCheck(check, { ...it, now });
  };

  it("stands until its last day, visibly", () => {
    expect(judge("2026-11-22")).toMatchObject({
      state: "waived",
      reason: expect.stringContaining("no second site yet"),
    });
    expect(judge("2026-11-22", 0)).toMatchObject({ state: "pass" });
  });

  it("is red once it expired, also for what nobody observed", () => {
    const tomorrow = new Date("2026-11-23T00:00:00Z");
    expect(judge("2026-11-22", 1, tomorrow)).toMatchObject({
      state: "fail",
      reason: expect.stringContaining("expired"),
    });
    const check = waived("2026-11-21");
    expect(judgeCheck(check, known(check, { observation: null })).state).toBe("fail");
  });

  it("does not count for longer than a quarter", () => {
    expect(judge("2027-02-22").state).toBe("waived");
    expect(judge("2099-01-01")).toMatchObject({ state: "fail", reason: expect.stringContaining("at most 92 days") });
  });
});

describe("judgeMilestone", () => {
  const gates: Gates = {
    version: 1,
    milestones: [
      { id: "M0", title: "", needs: [], checks: ["a"] },
      { id: "M1", title: "", needs: ["M0"], checks: ["b"] },
    ],
    checks: [],
  };
  const verdicts = (a: number | null, b: number | null) =>
    new Map(
      [a, b].map((observed, index) => {
        const check = exampleCheck({ id: index ? "b" : "a" });
        return [check.id, judgeCheck(check, seen(check, { observed }))];
      }),
    );

  it("is GO only with every check and every milestone before it; unknown is NO-GO", () => {
    expect(judgeMilestone(gates, "M1", verdicts(0, 0)).go).toBe(true);
    expect(judgeMilestone(gates, "M1", verdicts(0, 1))).toMatchObject({ go: false, blockedBy: [] });
    expect(judgeMilestone(gates, "M1", verdicts(0, null)).go).toBe(false);
    expect(judgeMilestone(gates, "M1", verdicts(1, 0))).toMatchObject({ go: false, blockedBy: ["M0"] });
    expect(withNeeds(gates, "M1").map(({ id }) => id)).toEqual(["M0", "M1"]);
    expect(withNeeds(gates, "M7")).toEqual([]);
  });

  it("counts in the pass rate what passed by itself", () => {
    const of = (a: number | null, b: number | null) =>
      passRate(["M0", "M1"].map((id) => judgeMilestone(gates, id, verdicts(a, b))));
    expect([of(0, 0), of(0, null), of(1, null)]).toEqual([1, 0.5, 0]);
  });
});
