import { describe, expect, it } from "vitest";
import type { TestCase } from "../run/log.ts";
import { judgeCoverage, parseCobertura } from "./coverage.ts";
import { parseJUnit, renderJUnit } from "./junit.ts";

const test = (name: string, outcome: TestCase["outcome"], detail = ""): TestCase => ({
  module: "toy",
  name,
  outcome,
  detail,
});

describe("JUnit", () => {
  it("is read back with the counts it was written with, whatever a traceback holds", async () => {
    const xml = renderJUnit([
      test("A.a", "passed"),
      test("A.b", "failed", "<x> & \u0000 ]]>"),
      test("B.c", "error", "boom"),
      test("B.d", "skipped", "no browser"),
    ]);
    expect(await parseJUnit(xml)).toEqual({ tests: 4, failures: 1, errors: 1, skipped: 1 });
  });

  it("reads a file with a single suite as its root", async () => {
    expect(await parseJUnit('<testsuite tests="2" failures="1"/>')).toEqual({
      tests: 2,
      failures: 1,
      errors: 0,
      skipped: 0,
    });
  });
});

describe("Cobertura", () => {
  const xml = '<?xml version="1.0"?><coverage version="6.5" lines-valid="200" lines-covered="159" line-rate="0.795"/>';

  it("passes or fails the gate by lines", async () => {
    const coverage = await parseCobertura(xml);
    expect(coverage).toEqual({ lines: 200, covered: 159, percent: 79.5 });
    expect(judgeCoverage(coverage, 79, "coverage.xml")).toEqual([]);
    expect(judgeCoverage(coverage, 80, "coverage.xml")).toMatchObject([
      { code: "coverage-below-gate", severity: "error" },
    ]);
    expect(judgeCoverage(null, 80, "coverage.xml")).toMatchObject([{ code: "coverage-unknown" }]);
  });

  it("refuses another document", async () => {
    await expect(parseCobertura("<testsuites/>")).rejects.toThrow("not a Cobertura report");
  });
});
