import { describe, expect, it } from "vitest";
import type { LogSummary } from "./log.ts";
import { judgeInstall, judgeTests, type RunFacts } from "./verdict.ts";

const log: LogSummary = {
  loaded: ["base", "toy"],
  unknownModules: [],
  errors: [],
  warnings: [],
  tests: [],
  tours: [],
  total: null,
};
const clean: RunFacts = {
  exitCode: 0,
  ended: null,
  requested: ["toy"],
  log,
  states: [{ name: "toy", state: "installed", version: "19.0.1.0.0" }],
  logPath: "odoo.log",
};
const codes = (run: Partial<RunFacts>) => judgeInstall({ ...clean, ...run }).map(({ code }) => code);

describe("judgeInstall", () => {
  it("finds nothing in a clean run", () => expect(codes({})).toEqual([]));

  it("is red for everything Odoo hides behind its exit code", () => {
    expect(codes({ states: [] })).toEqual(["module-not-installed"]);
    expect(codes({ states: [{ name: "toy", state: "to install", version: null }] })).toEqual([
      "module-not-installed",
      "module-left-unfinished",
    ]);
    expect(codes({ states: [...clean.states, { name: "sale", state: "to upgrade", version: null }] })).toEqual([
      "module-left-unfinished",
    ]);
    expect(codes({ exitCode: 255 })).toEqual(["odoo-exit-code"]);
    expect(codes({ ended: "timeout" })).toContain("odoo-did-not-finish");
    const error = { time: "", level: "ERROR", logger: "odoo.x", message: "boom", line: 7 };
    expect(judgeInstall({ ...clean, log: { ...log, errors: [error] } })[0]).toMatchObject({
      code: "odoo-log-error",
      at: { path: "odoo.log", line: 7 },
    });
  });

  it("says the cause of a traceback, not its first line alone", () => {
    const message =
      "Failed to load\nTraceback (most recent call last):\n  File x\nodoo.tools.convert.ParseError: while parsing view.xml:1\nno such field";
    const error = { time: "", level: "ERROR", logger: "odoo.x", message, line: 7 };
    expect(judgeInstall({ ...clean, log: { ...log, errors: [error] } })[0]!.message).toContain(
      "while parsing view.xml:1 no such field",
    );
  });
});

describe("judgeTests", () => {
  const passed = (module: string, name: string) => ({ module, name, outcome: "passed" as const, detail: "" });
  const judge = (tests: LogSummary["tests"], atLeast = 1) =>
    judgeTests({ ...clean, log: { ...log, tests } }, "toy", atLeast).map(({ code }) => code);

  it("wants tests of this very module, at least as many as last time", () => {
    expect(judge([passed("toy", "A.a")])).toEqual([]);
    expect(judge([passed("base", "A.a")])).toEqual(["no-test-ran"]);
    expect(judge([{ ...passed("toy", "A.a"), outcome: "skipped" }])).toEqual(["no-test-ran"]);
    expect(judge([passed("toy", "A.a")], 2)).toEqual(["fewer-tests"]);
  });

  it("believes Odoo's own count of failures even where no error was logged", () => {
    const counted = {
      ...clean,
      log: { ...log, tests: [passed("toy", "A.a")], total: { tests: 1, failed: 1, errors: 0 } },
    };
    expect(judgeTests(counted, "toy", 1).map(({ code }) => code)).toEqual(["tests-failed"]);
  });
});
