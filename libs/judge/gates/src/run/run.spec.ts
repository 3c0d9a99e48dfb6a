import { describe, expect, it } from "vitest";
import type { Check } from "../schema.ts";
import { exampleCheck } from "../testing.ts";
import { runControl } from "./control.ts";
import { runCheck } from "./run-check.ts";
import { missingServices } from "./services.ts";

const place = { root: "/", host: { git_sha: null, dirty: false, image_digest: null, host: "a machine" } };
const sh = (script: string, more: Partial<Check> = {}) => exampleCheck({ command: ["sh", "-c", script], ...more });

describe("runCheck", () => {
  it("writes down exit, fact and the log's hash", async () => {
    const check = sh("echo '{\"n\": 7}'; exit 1", { observe: { json: "n" } });
    expect(await runCheck(check, place)).toMatchObject({ exit: 1, observed: 7, threshold: "== 0" });
  });

  it("has no fact when the command is not there, is killed or does not end", async () => {
    expect(await runCheck(exampleCheck({ command: ["no-such-command-here"] }), place)).toMatchObject({
      observed: null,
    });
    expect(await runCheck(sh("no-such-command-here"), place)).toMatchObject({ exit: 127, observed: null });
    expect(await runCheck(sh("kill -9 $$"), place)).toMatchObject({ exit: null, observed: null });
    const began = Date.now();
    const endless = sh("sleep 60 & sleep 60", { timeout_seconds: 0.2 });
    expect(await runCheck(endless, place)).toMatchObject({ exit: null, observed: null });
    expect(Date.now() - began).toBeLessThan(5000);
  });
});

describe("runControl", () => {
  const control = (script: string, more: Partial<Check> = {}) => runControl(sh(script, more), place);

  it("is red when the break makes the check red", async () => {
    expect(await control('test -z "$BROKEN"')).toMatchObject({ red: true, reason: "" });
  });

  it.each([
    ["a check that always passes", "true", "it stayed green: observed 0"],
    ["a check that always fails", "false", "as red: observed 1 after 1"],
    ["a break that takes the command away", '[ -z "$BROKEN" ] || exec no-such-command', "broke the command"],
    ["a command that never ran", "no-such-command", "without a break the command showed no fact (exit 127)"],
  ])("is not red for %s", async (_what, script, reason) => {
    expect(await control(script)).toMatchObject({ red: false, reason: expect.stringContaining(reason) });
  });

  it("proves a check that is red today by the fact getting worse", async () => {
    const observe = { match: "(\\d+)" };
    expect(await control("echo ${BROKEN:-5}", { observe, threshold: ">= 80" })).toMatchObject({ red: true });
    expect(await control("echo 5", { observe, threshold: ">= 80" })).toMatchObject({ red: false });
  });
});

it("services are missing by name", () => {
  expect(missingServices(["odoo"], "/", {})).toEqual(["odoo"]);
  expect(missingServices(["pins"], "/", { IPAI_MIRROR: "/mirrors/{name}" })).toEqual([]);
});
