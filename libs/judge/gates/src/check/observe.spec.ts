import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWorse, meets, observe } from "./observe.ts";

const exits = [0, 1];

describe("observe", () => {
  const out = '{"totals": {"proven": 0.5}, "issues": [1, 2]}';
  it("reads exit codes, JSON paths and captured numbers", () => {
    expect(observe({ exits, observe: "exit" }, { exit: 3, stdout: "" })).toBe(3);
    expect(observe({ exits, observe: { json: "totals.proven" } }, { exit: 0, stdout: out })).toBe(0.5);
    expect(observe({ exits, observe: { json: "issues.length" } }, { exit: 1, stdout: out })).toBe(2);
    const match = { match: "^score (\\d+)%$" };
    expect(observe({ exits, observe: match }, { exit: 0, stdout: "x\nscore 95%\n" })).toBe(95);
  });

  it.each([
    ["a path that is not there", { json: "nope" }, 0, out],
    ["an object", { json: "totals" }, 0, out],
    ["a list, whose Number() would be 0", { json: "issues" }, 0, '{"issues": []}'],
    ["an empty text, whose Number() would be 0", { json: "n" }, 0, '{"n": " "}'],
    ["true, whose Number() would be 1", { json: "n" }, 0, '{"n": true}'],
    ["what every object inherits", { json: "toString.length" }, 0, "{}"],
    ["no JSON", { json: "x" }, 0, "no json"],
    ["no output", { json: "issues.length" }, 0, ""],
    ["no output to match", { match: "(\\d+) failed" }, 0, ""],
    ["a number printed by a run that could not run", { json: "n" }, 2, '{"n": 0}'],
    ["no end", "exit", null, ""],
    ["a command that is not executable", "exit", 126, ""],
    ["a command that is not there", "exit", 127, ""],
    ["a command that was killed", "exit", 137, ""],
  ] as const)("has no fact in %s: never zero by accident", (_what, fact, exit, stdout) => {
    expect(observe({ exits, observe: fact }, { exit, stdout })).toBeNull();
  });

  it("takes a test run's count only with the exit codes that the check names", () => {
    const tests = { exits: [0], observe: { match: "(\\d+) passed" } };
    expect(observe(tests, { exit: 0, stdout: "12 passed" })).toBe(12);
    expect(observe(tests, { exit: 1, stdout: "3 failed, 12 passed" })).toBeNull();
  });
});

describe("thresholds", () => {
  it("compare as they read, and one that cannot be read is no threshold", () => {
    expect([meets(95, ">= 95"), meets(94.9, ">= 95"), meets(0, "== 0"), meets(1, "< 1")]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    for (const wrong of [">=95", "95", ">= ", "=> 95", ">= NaN", "== 1e9", ">= 95 "])
      expect(() => meets(100, wrong)).toThrow("is no threshold");
  });

  it("what is worse than something red is red too", () => {
    const threshold = fc.tuple(fc.constantFrom("==", ">=", "<=", ">", "<"), fc.integer({ min: -50, max: 50 }));
    const fact = fc.integer({ min: -100, max: 100 });
    fc.assert(
      fc.property(threshold, fact, fact, ([operator, wanted], a, b) => {
        const text = `${operator} ${wanted}`;
        const greenAgain = isWorse(a, b, text) && !meets(b, text) && meets(a, text);
        expect(greenAgain).toBe(false);
        expect(isWorse(a, b, text) && isWorse(b, a, text)).toBe(false);
      }),
    );
  });
});
