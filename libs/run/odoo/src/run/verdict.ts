import type { Issue } from "@ipai/core";
import type { LogSummary } from "./log.ts";

/** State of a module in `ir_module_module`. */
export interface ModuleState {
  readonly name: string;
  readonly state: string;
  readonly version: string | null;
}

export interface RunFacts {
  readonly exitCode: number | null;
  /** Signal name or `timeout` when the process did not end by itself. */
  readonly ended: string | null;
  readonly requested: readonly string[];
  readonly log: LogSummary;
  readonly states: readonly ModuleState[];
  /** Path of the log, for the location of issues. */
  readonly logPath: string;
}

const STUCK = new Set(["to install", "to upgrade", "to remove"]);

/** What must hold after an install or update, each breach with the log line or the module that shows it. */
export function judgeInstall(run: RunFacts): Issue[] {
  const issues: Issue[] = [];
  const say = (code: string, message: string, advice: string, line?: number) =>
    issues.push({ code, severity: "error", message, advice, at: { path: run.logPath, ...(line ? { line } : {}) } });

  if (run.ended)
    say(
      "odoo-did-not-finish",
      `Odoo ended by ${run.ended}`,
      "Read the end of the log; raise --timeout if it was only slow.",
    );
  for (const { level, logger, message, line } of run.log.errors) {
    say("odoo-log-error", `${level} ${logger}: ${gist(message)}`, "Mend what the log line names and run again.", line);
  }
  const states = new Map(run.states.map((module) => [module.name, module.state]));
  for (const name of run.requested) {
    const state = states.get(name);
    if (state !== "installed") say("module-not-installed", ...whyNotInstalled(name, state, run.log.unknownModules));
  }
  for (const { name, state } of run.states) {
    if (STUCK.has(state))
      say(
        "module-left-unfinished",
        `${name} is left "${state}"`,
        "The run stopped half way: drop this database and run again.",
      );
  }
  if (run.exitCode !== 0 && !issues.length)
    say("odoo-exit-code", `Odoo exited ${run.exitCode} without an error in its log`, "Read the end of the log.");
  return issues;
}

/**
 * What must hold after a test run, besides a clean install: tests of `module` ran, none failed, not all were
 * skipped, and not fewer than `atLeast` (the count of the last attested run of this module, at least 1).
 */
export function judgeTests(run: RunFacts, module: string, atLeast: number): Issue[] {
  const issues = judgeInstall(run);
  const at = { path: run.logPath };
  const own = run.log.tests.filter((test) => test.module === module);
  const ran = own.filter(({ outcome }) => outcome !== "skipped").length;
  if (ran === 0) {
    issues.push({
      code: "no-test-ran",
      severity: "error",
      message: `no test of ${module} ran`,
      advice: "Check the test tags and that tests/__init__.py imports the test files: Odoo exits 0 all the same.",
      at,
    });
  } else if (ran < atLeast) {
    issues.push({
      code: "fewer-tests",
      severity: "error",
      message: `${ran} tests of ${module} ran, ${atLeast} ran last time`,
      advice: "If tests were removed on purpose, run with --accept-count once.",
      at,
    });
  }
  const total = run.log.total;
  if (total && total.failed + total.errors > 0 && !issues.some(({ code }) => code === "odoo-log-error")) {
    issues.push({
      code: "tests-failed",
      severity: "error",
      message: `Odoo counts ${total.failed} failed and ${total.errors} errors of ${total.tests}`,
      advice: "Read the log for the tests that failed.",
      at,
    });
  }
  return issues;
}

function whyNotInstalled(
  name: string,
  state: string | undefined,
  unknown: readonly string[],
): [message: string, advice: string] {
  if (unknown.includes(name)) {
    return [
      `${name} was requested and Odoo does not know it`,
      "Check the name and the addons path: Odoo ignores unknown modules and exits 0.",
    ];
  }
  const found = state === undefined ? "was rolled back" : `is "${state}"`;
  return [`${name} was requested and ${found}`, "See the log for what stopped it."];
}

/** The part of a message that names the cause: from its last exception on, a few lines. */
function gist(message: string): string {
  const lines = message.trim().split("\n");
  const cause = lines.findLastIndex((line) => /^[\w.]+(Error|Exception|Warning|Violation)\b/.test(line));
  const told = cause < 1 ? lines.slice(0, 4) : [lines[0]!, "…", ...lines.slice(cause, cause + 5)];
  return told.join(" ").replace(/\s+/g, " ").slice(0, 600);
}
