import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Issue } from "@ipai/core";
import type { LogSummary, TestCase } from "../run/log.ts";

/** Names of the browser tours that the Python tests of a module's folder start; those named by an expression are not seen. */
export function readTours(folder: string): string[] {
  const tests = join(folder, "tests");
  if (!existsSync(tests)) return [];
  const files = readdirSync(tests, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".py"));
  return [...new Set(files.flatMap((file) => findTours(readFileSync(join(tests, file), "utf8"))))].sort();
}

/** Tours that a Python text starts: the second argument of `start_tour` (`odoo/tests/common.py: HttpCase.start_tour`). */
export function findTours(text: string): string[] {
  return [...text.matchAll(/\.start_tour\(\s*[^,()]*(?:\([^()]*\))?,\s*(["'])([^"']+)\1/g)].map((match) => match[2]!);
}

/** Why Odoo skips what needs a browser (`odoo/tests/common.py: ChromeBrowser`), and stays green. */
const NO_BROWSER = /chrome|websocket-client|chromium/i;

/** True for a test that was skipped for want of a browser. */
export function wantsBrowser({ outcome, detail }: TestCase): boolean {
  return outcome === "skipped" && NO_BROWSER.test(detail);
}

/**
 * A tour that did not succeed in the log, whatever the outcome of its test, and every test that was skipped for want of
 * a browser: Odoo waits ten seconds for Chromium, then skips the test and exits 0.
 */
export function judgeTours(log: LogSummary, module: string, wanted: readonly string[], logPath: string): Issue[] {
  const skipped = log.tests.filter(wantsBrowser);
  const silent = wanted.filter((tour) => !log.tours.includes(tour));
  return [
    ...skipped.map(({ name, detail }) =>
      issue("browser-test-skipped", `${name} did not run: ${detail.trim()}`, logPath),
    ),
    ...(skipped.length > 0 ? [] : silent).map((tour) =>
      issue("tour-did-not-run", `the tour ${tour} of ${module} did not run to its end`, logPath),
    ),
  ];
}

function issue(code: string, message: string, path: string): Issue {
  const advice = "Run it again on a quieter machine, and see `ipai odoo doctor` for Chromium and python3-websocket.";
  return { code, severity: "error", message, advice, at: { path } };
}
