import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { summariseLog } from "../run/log.ts";
import { findTours, judgeTours, readTours } from "./tours.ts";

const TEST = "odoo.addons.toy.tests.test_tour";
const entry = (logger: string, message: string) => `2026-11-22 10:00:00,123 42 INFO db ${logger}: ${message}`;
const started = entry(TEST, "Starting TestTour.test_it ... ");
const succeeded = [
  entry(`${TEST}.TestTour.test_it.browser`, "tour succeeded"),
  entry(`${TEST}.TestTour.test_it.browser`, ""),
  "╔════════════════════════╗",
  "║ TOUR toy_tour SUCCEEDED ║",
  "╚════════════════════════╝",
];
const skipped = entry(TEST, "skipped TestTour.test_it : Failed to detect chrome devtools port after 10.0s.");
const judge = (...lines: string[]) =>
  judgeTours(summariseLog(lines.join("\n")), "toy", ["toy_tour"], "odoo.log").map(({ code, message }) => [
    code,
    message,
  ]);

describe("judgeTours", () => {
  it("is satisfied by a tour that ran to its end", () => expect(judge(started, ...succeeded)).toEqual([]));

  it("is red for a test that Odoo skipped because Chromium came too late", () => {
    expect(judge(started, skipped)).toEqual([
      ["browser-test-skipped", "TestTour.test_it did not run: Failed to detect chrome devtools port after 10.0s."],
    ]);
  });

  it("is red for a tour that no log line vouches for: its test was not selected, or passed without it", () => {
    const silent = [["tour-did-not-run", "the tour toy_tour of toy did not run to its end"]];
    expect(judge()).toEqual(silent);
    expect(judge(started)).toEqual(silent);
    expect(judge(started, ...succeeded.slice(0, 2))).toEqual(silent);
  });

  it("leaves a test alone that is skipped for another reason", () => {
    const other = entry(TEST, "skipped TestTour.test_other : no network");
    expect(judge(started, ...succeeded, other)).toEqual([]);
  });
});

describe("the tours that tests start", () => {
  it("are read from the call, over several lines and after a call in its first argument", () => {
    const text = `
        self.start_tour("/odoo", "one", login="admin")
        self.start_tour(
            self.url(1), 'two.step'
        )
        self.start_tour(url, name)
        start_tour = "x"`;
    expect(findTours(text)).toEqual(["one", "two.step"]);
  });

  it("are found in every Python file of the tests folder, none where there is no such folder", () => {
    const folder = mkdtempSync(join(tmpdir(), "tours-"));
    expect(readTours(folder)).toEqual([]);
    mkdirSync(join(folder, "tests/web"), { recursive: true });
    writeFileSync(join(folder, "tests/web/test_a.py"), 'self.start_tour("/", "a")');
    writeFileSync(join(folder, "tests/a.txt"), 'self.start_tour("/", "b")');
    expect(readTours(folder)).toEqual(["a"]);
    rmSync(folder, { recursive: true });
  });
});
