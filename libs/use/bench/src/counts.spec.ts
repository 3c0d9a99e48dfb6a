import { describe, expect, it } from "vitest";
import { countCapabilities } from "./counts.ts";

const test = (name: string, outcome: "passed" | "failed" | "skipped", module = "toy") => ({
  module,
  name,
  outcome,
  detail: "",
});
const named = (capability: string, name: string) => ({ capability, name, file: "tests/test_a.py", line: 3 });

describe("countCapabilities", () => {
  it("counts what ran of the tests that name a capability", () => {
    const tests = [test("A.test_a", "passed"), test("A.test_b", "failed"), test("A.test_c", "skipped")];
    const counts = countCapabilities(tests, () => [
      named("x.y.z", "A.test_a"),
      named("x.y.z", "A.test_b"),
      named("x.y.w", "A.test_c"),
      named("x.y.gone", "A.test_not_run"),
    ]);
    expect(counts).toEqual({
      "x.y.z": { run: 2, passed: 1, failed: 1, errors: 0, skipped: 0 },
      "x.y.w": { run: 1, passed: 0, failed: 0, errors: 0, skipped: 1 },
    });
  });

  it("takes no test of another module for one of the same name", () => {
    const namedBy = (module: string) => (module === "toy" ? [named("x.y.z", "A.test_a")] : []);
    expect(countCapabilities([test("A.test_a", "passed", "other")], namedBy)).toBeNull();
  });
});
