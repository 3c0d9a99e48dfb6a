import { describe, expect, it } from "vitest";
import { parseLog, summariseLog } from "./log.ts";

const head = (level: string, logger: string, message: string) =>
  `2026-11-22 10:00:00,123 42 ${level} db ${logger}: ${message}`;

describe("parseLog", () => {
  it("keeps a traceback with the entry it follows, and the line where the entry began", () => {
    const text = [
      head("INFO", "odoo", "start"),
      head("ERROR", "odoo.registry", "Failed"),
      "Traceback (most recent call last):",
      "ValueError: x",
    ].join("\n");
    expect(parseLog(text)).toMatchObject([
      { level: "INFO", line: 1 },
      { level: "ERROR", line: 2, message: "Failed\nTraceback (most recent call last):\nValueError: x" },
    ]);
  });

  it("takes a crash of Python before any log for a critical entry", () => {
    expect(parseLog("Traceback (most recent call last):\nModuleNotFoundError: No module named 'lxml'")).toMatchObject([
      { level: "CRITICAL", logger: "python" },
    ]);
  });

  it("reads coloured levels", () => {
    expect(parseLog("2026-11-22 10:00:00,123 42 \u001b[1;31mERROR\u001b[0m db odoo: x")).toMatchObject([
      { level: "ERROR" },
    ]);
  });
});

describe("summariseLog", () => {
  const log = [
    head("WARNING", "odoo.modules.loading", "invalid module names, ignored: nope, nada"),
    head("INFO", "odoo.modules.loading", "Loading module base (1/2)"),
    head("INFO", "odoo.modules.loading", "Loading module toy (2/2)"),
    head("INFO", "odoo.addons.toy.tests.test_it", "Starting TestIt.test_a ... "),
    head("INFO", "odoo.addons.toy.tests.test_it", "Starting TestIt.test_b ... "),
    head("INFO", "odoo.addons.toy.tests.test_it", "======"),
    head("ERROR", "odoo.addons.toy.tests.test_it", "FAIL: TestIt.test_b"),
    "Traceback (most recent call last):",
    "AssertionError: 1 != 2",
    head("INFO", "odoo.addons.toy.tests.test_it", "Starting TestIt.test_c ... "),
    head("INFO", "odoo.addons.toy.tests.test_it", "skipped TestIt.test_c : no browser"),
    head("ERROR", "odoo.addons.toy.tests.test_it", "ERROR: setUpClass (odoo.addons.toy.tests.test_it.TestBad)"),
    head("ERROR", "odoo.addons.toy.tests.test_it", "FAIL: Subtest TestIt.test_a (n=1)"),
    head("ERROR", "odoo.tests.result", "2 failed, 1 error(s) of 3 tests when loading database 'db'"),
  ].join("\n");

  it("names unknown and loaded modules, and Odoo's own count", () => {
    const summary = summariseLog(log);
    expect(summary.unknownModules).toEqual(["nope", "nada"]);
    expect(summary.loaded).toEqual(["base", "toy"]);
    expect(summary.total).toEqual({ failed: 2, errors: 1, tests: 3 });
  });

  it("adds up the counts of a log of two runs", () => {
    const again = head("ERROR", "odoo.tests.result", "0 failed, 0 error(s) of 1 tests when loading database 'db'");
    expect(summariseLog([log, again].join("\n")).total).toEqual({ failed: 2, errors: 1, tests: 4 });
  });

  it("gives each test its outcome; a failing subtest fails its test", () => {
    expect(summariseLog(log).tests.map(({ name, outcome }) => [name, outcome])).toEqual([
      ["TestIt.test_a", "failed"],
      ["TestIt.test_b", "failed"],
      ["TestIt.test_c", "skipped"],
      ["setUpClass", "error"],
    ]);
  });
});
