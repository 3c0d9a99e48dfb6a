import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { ipai, plant } from "../../testing.ts";

const told = (number: number) => `number: ${number}, title: T, documented: D, source: S, proof: P, next: mend it`;
const probe = (script: string) =>
  `command: [sh, -c, '${script}'], control: { env: { BROKEN: "1" } }, max_age_hours: 24, inputs: [thing]`;
const features = (first: string) => `version: 1
features:
  - { id: holds, ${told(1)}, ${probe(first)} }
  - { id: cannot-fail, ${told(2)}, ${probe("true")} }
  - { id: not-built, ${told(3)}, command: null, missing: everything }
  - { id: not-here, ${told(4)}, command: null, missing: nothing, not_applicable: nobody needs this where there is no subscription }
`;

let root: string;
const odoosh = (...args: string[]) => ipai(root, "odoosh", ...args);
const states = () =>
  JSON.parse(odoosh("--json").stdout).features.map(({ id, state }: { id: string; state: string }) => [id, state]);

beforeEach(() => {
  root = plant({ "oca.lock.json": "{}", "odoosh.yml": features('test -z "$BROKEN"'), thing: "1" });
  execFileSync("git", ["init", "-q"], { cwd: root });
});

describe("ipai odoosh", { timeout: 60_000 }, () => {
  it("is at zero before anything was tried, and says so", () => {
    const run = odoosh();
    expect(run.status).toBe(1);
    expect(run.stdout).toContain("Odoo.sh parity 0 %: 0 of 3 features proven, asked for 95 %: not met");
  });

  it("counts what was tried and can fail; not applicable stays visible and counts for nobody", () => {
    expect(odoosh("--record").status).toBe(1);
    expect(states()).toEqual([
      ["holds", "pass"],
      ["cannot-fail", "unknown"],
      ["not-built", "unknown"],
      ["not-here", "n/a"],
    ]);
    expect(odoosh("--threshold", "33").stdout).toContain("33.3 %: 1 of 3 features proven, asked for 33 %: met");
    expect(odoosh("--threshold", "33").status).toBe(0);
    expect(odoosh("--threshold", "34").status).toBe(1);
    expect(odoosh().stdout).toContain("its control did not turn it red: it stayed green");
  });

  it("forgets what changed: the content it rests on, the probe, the bytes of the record", () => {
    odoosh("--record", "holds");
    expect(states()[0]).toEqual(["holds", "pass"]);
    writeFileSync(join(root, "thing"), "2");
    expect(states()[0]).toEqual(["holds", "unknown"]);
    writeFileSync(join(root, "thing"), "1");
    writeFileSync(join(root, "odoosh.yml"), features('test -z "$BROKEN$MORE"'));
    expect(states()[0]).toEqual(["holds", "unknown"]);
    writeFileSync(join(root, "odoosh.yml"), features('test -z "$BROKEN"'));
    const [name] = readdirSync(join(root, "evidence/odoosh"));
    const path = join(root, "evidence/odoosh", name!);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll("2026", "2027"));
    expect(states()[0]).toEqual(["holds", "unknown"]);
    expect(odoosh().stdout).toContain("record-changed");
  });

  it("cannot run without features, with unknown ones, or with a threshold that is none", () => {
    expect(odoosh("--record", "no-such-feature").status).toBe(2);
    expect(odoosh("--threshold", "all").status).toBe(2);
    expect(odoosh("probe", "no-such-probe").status).toBe(2);
    writeFileSync(join(root, "odoosh.yml"), "version: 1\nfeatures: [{ id: x }]\n");
    expect(odoosh()).toMatchObject({ status: 2, stdout: "" });
  });
});
