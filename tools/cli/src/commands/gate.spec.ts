import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ipai, plant } from "../testing.ts";

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const GATES = (expires: string) => `version: 1
milestones:
  - { id: M0, title: Start, checks: [sound] }
  - { id: M1, title: Next, needs: [M0], checks: [waived, recorded] }
checks:
  - { id: sound, title: Sound, command: [sh, -c, "! grep -q broken thing"], control: { edits: [{ file: thing, append: "broken" }] }, next: mend it }
  - id: waived
    title: Waived
    command: null
    missing: a second site
    next: find one
    waiver: { reason: no second site before spring, owner: head of operations, expires: ${expires} }
  - id: recorded
    title: Recorded
    command: [sh, -c, 'test -z "$BROKEN"']
    control: { env: { BROKEN: "1" } }
    inputs: [thing]
    max_age_hours: 24
    next: look
`;

describe("ipai gate", { timeout: 120_000 }, () => {
  let root: string;
  const gate = (...args: string[]) => ipai(root, "gate", ...args);
  beforeAll(() => {
    root = plant({
      "oca.lock.json": "{}",
      "gates.yml": GATES(day(10)),
      thing: "whole\n",
      ".gitignore": ".ipai\ndist\nnode_modules\n",
    });
    mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: root });
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "a");
  });

  it("is NO-GO until controls were seen red, then GO, with a waiver in sight", () => {
    expect(gate("M1")).toMatchObject({ status: 1, stdout: expect.stringContaining("nobody has run its control") });
    expect(gate("1", "--record")).toMatchObject({ status: 0, stdout: expect.stringContaining("M1 Next: GO") });
    const { stdout } = gate("m1", "--md");
    expect(stdout).toContain("## M1 Next: **GO**");
    expect(stdout).toContain("waived by head of operations until");
    expect(stdout).toContain("Gate pass rate 66.7 %.");
  });

  it("says in JSON what blocks, with the observation, its commit and its control", () => {
    writeFileSync(join(root, "thing"), "broken\n");
    const { status, stdout } = gate("M1", "--json");
    const { verdict, milestones } = JSON.parse(stdout);
    expect([status, verdict]).toEqual([1, "NO-GO"]);
    expect(milestones.map(({ blocking }: { blocking: string[] }) => blocking)).toEqual([["sound"], ["M0", "recorded"]]);
    expect(milestones[0].checks[0]).toMatchObject({
      state: "fail",
      observation: { exit: 1, git_sha: expect.stringMatching(/^[0-9a-f]{40}$/), dirty: true },
      control: { red: true },
    });
    expect(milestones[1].checks[1]).toMatchObject({ state: "unknown", next: "npx ipai gate recorded --record" });
    writeFileSync(join(root, "thing"), "whole\n");
  });

  it("runs nothing with --recorded, and a record that is gone is unknown", () => {
    expect(gate("M1", "--recorded").status).toBe(0);
    for (const name of readdirSync(join(root, "evidence/gates")).filter((it) => it.startsWith("recorded-")))
      rmSync(join(root, "evidence/gates", name));
    expect(gate("recorded")).toMatchObject({ status: 1, stdout: expect.stringContaining("nobody has observed it") });
  });

  it("is red once a waiver expired; names that are none cannot run", () => {
    writeFileSync(join(root, "gates.yml"), GATES(day(-1)));
    expect(gate("waived")).toMatchObject({ status: 1, stdout: expect.stringContaining("expired") });
    expect(gate("M9").status).toBe(2);
    expect(gate("M0", "--record", "--recorded").status).toBe(2);
    writeFileSync(join(root, "gates.yml"), "version: 1\n");
    expect(gate("M0")).toMatchObject({ status: 2, stdout: "" });
  });
});
