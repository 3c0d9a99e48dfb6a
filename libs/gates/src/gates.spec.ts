import { describe, expect, it } from "vitest";
import {
  judgeCheck,
  judgeMilestone,
  parseGates,
  runCheck,
  withNeeds,
  type Check,
  type Gates,
  type Observation,
} from "./index.ts";
import { meets, observe } from "./check/observe.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const check: Check = {
  id: "c",
  title: "c",
  command: ["true"],
  observe: "exit",
  threshold: "== 0",
  timeout_seconds: 5,
  control: { edits: [{ file: "x", remove: true }] },
  next: "mend it",
};
const seen = (more: Partial<Observation> = {}): Observation => ({
  check: "c",
  argv: ["true"],
  exit: 0,
  observed: 0,
  threshold: "== 0",
  startedAt: "2026-11-22T11:00:00Z",
  ms: 5,
  commit: null,
  dirty: false,
  logSha256: "0".repeat(64),
  ...more,
});

describe("observe", () => {
  const out = '{"totals": {"proven": 0.5}, "issues": [1, 2]}';
  it("reads exit codes, JSON paths and captured numbers", () => {
    expect(observe({ observe: "exit" }, { exit: 3, stdout: "" })).toBe(3);
    expect(observe({ observe: { json: "totals.proven" } }, { exit: 0, stdout: out })).toBe(0.5);
    expect(observe({ observe: { json: "issues.length" } }, { exit: 1, stdout: out })).toBe(2);
    expect(observe({ observe: { match: "^score (\\d+)%$" } }, { exit: 0, stdout: "x\nscore 95%\n" })).toBe(95);
  });

  it("is null where the fact is not there: never zero by accident", () => {
    expect(observe({ observe: { json: "nope" } }, { exit: 0, stdout: out })).toBeNull();
    expect(observe({ observe: { json: "totals" } }, { exit: 0, stdout: out })).toBeNull();
    expect(observe({ observe: { json: "x" } }, { exit: 0, stdout: "no json" })).toBeNull();
    expect(observe({ observe: "exit" }, { exit: null, stdout: "" })).toBeNull();
  });

  it("compares with thresholds", () => {
    expect([meets(95, ">= 95"), meets(94.9, ">= 95"), meets(0, "== 0"), meets(1, "< 1")]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});

describe("judgeCheck", () => {
  const state = (more: Partial<Check>, observation: Observation | null = seen()) =>
    judgeCheck({ ...check, ...more }, observation, NOW).state;

  it("passes only on a fact, of this command, young enough, that meets the threshold", () => {
    expect(state({})).toBe("pass");
    expect(state({}, seen({ observed: 1 }))).toBe("fail");
    expect(state({}, seen({ observed: null, exit: null }))).toBe("unknown");
    expect(state({}, null)).toBe("unknown");
    expect(state({}, seen({ argv: ["false"] }))).toBe("unknown");
    expect(state({ max_age_hours: 2 })).toBe("pass");
    expect(state({ max_age_hours: 0.5 })).toBe("unknown");
    expect(state({ command: null, missing: "a stack" })).toBe("unknown");
  });

  it("lets a waiver stand until its last day, visibly", () => {
    const waiver = { reason: "no second site yet", owner: "head of operations", expires: "2026-11-22" };
    expect(judgeCheck({ ...check, waiver }, seen({ observed: 1 }), NOW)).toMatchObject({
      state: "waived",
      reason: expect.stringContaining("no second site yet"),
    });
    expect(judgeCheck({ ...check, waiver }, seen({ observed: 1 }), new Date("2026-11-23T00:00:00Z"))).toMatchObject({
      state: "fail",
      reason: expect.stringContaining("expired"),
    });
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
  const verdicts = (a: number, b: number) =>
    new Map([
      ["a", judgeCheck(check, seen({ observed: a }), NOW)],
      ["b", judgeCheck(check, seen({ observed: b }), NOW)],
    ]);

  it("is GO only with every check and every milestone before it", () => {
    expect(judgeMilestone(gates, "M1", verdicts(0, 0)).go).toBe(true);
    expect(judgeMilestone(gates, "M1", verdicts(0, 1))).toMatchObject({ go: false, blockedBy: [] });
    expect(judgeMilestone(gates, "M1", verdicts(1, 0))).toMatchObject({ go: false, blockedBy: ["M0"] });
    expect(withNeeds(gates, "M1").map(({ id }) => id)).toEqual(["M0", "M1"]);
  });
});

describe("parseGates", () => {
  it("names the line of what is wrong, and refuses a check that cannot go red", () => {
    const text =
      "version: 1\nmilestones:\n  - {id: M0, title: x, checks: [nope]}\nchecks:\n  - {id: c, title: c, command: ['true'], next: x}\n";
    const { value, issues } = parseGates(text, "gates.yml");
    expect(value).toBeNull();
    expect(issues.map(({ message, at }) => [at?.line, message])).toEqual([
      [3, "milestones.0.checks: no check is called nope"],
      [5, "checks.0: c has no negative control: nobody knows whether it can go red"],
    ]);
    expect(parseGates("a: [", "gates.yml").issues[0]).toMatchObject({ code: "gates-invalid" });
  });
});

describe("runCheck", () => {
  const place = { root: "/", commit: null, dirty: false };
  const run = (command: string[], more: Partial<Check> = {}) => runCheck({ ...check, ...more, command }, place);

  it("writes down exit, fact and log", async () => {
    expect(await run(["sh", "-c", "echo '{\"n\": 7}'; exit 1"], { observe: { json: "n" } })).toMatchObject({
      exit: 1,
      observed: 7,
    });
  });

  it("has no fact when the command is not there or does not end", async () => {
    expect(await run(["no-such-command-here"])).toMatchObject({ exit: null, observed: null });
    expect(await run(["sleep", "60"], { timeout_seconds: 0.2 })).toMatchObject({ exit: null, observed: null });
  });
});
