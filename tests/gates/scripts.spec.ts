import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./controls.ts";

const IPAI = join(ROOT, "node_modules/.bin/ipai");

/** Each script of the plan, the command that it is, and where that command's numbers are. */
const SCRIPTS = [
  ["bash", "go_no_go_check.sh", ["2", "--recorded"], ["gate", "M2", "--recorded"], "passRate"],
  ["python3", "check_odoosh_parity.py", [], ["odoosh", "--threshold", "95"], "score"],
  ["python3", "test_ee_parity.py", ["--format", "json"], ["parity", "--format", "json", "--threshold", "80"], "parity"],
] as const;

function run(cwd: string, command: string, ...args: string[]) {
  return spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    env: { ...process.env, NO_COLOR: "1" },
  });
}

describe("the scripts of the plan", { timeout: 120_000 }, () => {
  it.each(SCRIPTS)("%s scripts/%s says what the command says, from any folder", (shell, name, args, command, key) => {
    const script = run(tmpdir(), shell, join(ROOT, "scripts", name), ...args, "--json");
    const direct = run(ROOT, IPAI, ...command, "--json");
    expect(script.stderr.replaceAll(/^npm warn.*\n/gm, "")).toBe("");
    expect(JSON.parse(script.stdout)[key]).toEqual(JSON.parse(direct.stdout)[key]);
    expect([script.status, [0, 1].includes(script.status!)]).toEqual([direct.status, true]);
    expect(run(tmpdir(), shell, join(ROOT, "scripts", name), ...args, "--no-such-flag").status).toBe(2);
  });

  it("take the threshold that they are given: 0 met, 1 not met, 2 none", () => {
    const at = (threshold: string) =>
      run(tmpdir(), "python3", join(ROOT, "scripts/check_odoosh_parity.py"), "--threshold", threshold).status;
    expect([at("0"), at("100"), at("much")]).toEqual([0, 1, 2]);
  });

  it.each(SCRIPTS)("%s scripts/%s says that the tools are not installed, exit 2", (shell, name) => {
    const clone = mkdtempSync(join(tmpdir(), "ipai-scripts-"));
    cpSync(join(ROOT, "scripts"), join(clone, "scripts"), { recursive: true });
    expect(run(tmpdir(), shell, join(clone, "scripts", name))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("run npm ci in"),
    });
  });
});
