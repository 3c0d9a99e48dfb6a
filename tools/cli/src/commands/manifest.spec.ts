import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { ipai, plant } from "../testing.ts";

const GOOD = `# -*- coding: utf-8 -*-
{
    'name': "A " "B", "version": '19.0.1.0.0', 'author': "Someone",
    'license': 'LGPL-3', 'depends': ('base', u'mail'), 'tags': {"x"}, 'data': [],
}
`;

describe("ipai manifest", () => {
  it("gives the literal of a file, a module and a folder of modules", () => {
    const root = plant({ "addons/a/__manifest__.py": GOOD, "addons/b/__manifest__.py": GOOD });
    const manifest = {
      name: "A B",
      version: "19.0.1.0.0",
      author: "Someone",
      license: "LGPL-3",
      depends: ["base", "mail"],
      tags: ["x"],
      data: [],
    };
    const a = { name: "a", path: "addons/a/__manifest__.py", manifest, issues: [] };
    const b = { ...a, name: "b", path: "addons/b/__manifest__.py" };
    for (const [path, rows] of [
      ["addons", [a, b]],
      ["addons/a", [a]],
      ["addons/a/__manifest__.py", [a]],
    ] as const) {
      const run = ipai(root, "manifest", path, "--json");
      expect([run.status, run.stderr]).toEqual([0, ""]);
      expect(JSON.parse(run.stdout)).toEqual(rows);
    }
  });

  it("reads a commit from git objects", () => {
    const root = plant({ "a/__manifest__.py": GOOD });
    const git = (...args: string[]) =>
      execFileSync("git", ["-C", root, "-c", "user.name=n", "-c", "user.email=e", ...args]);
    git("init", "-q", "-b", "main");
    git("add", ".");
    git("commit", "-q", "-m", "a");
    git("rm", "-q", "-r", "a");
    const run = ipai(root, "manifest", ".@main", "--json");
    expect(JSON.parse(run.stdout)).toMatchObject([{ name: "a", path: "a/__manifest__.py", manifest: { name: "A B" } }]);
  });

  it("names what is broken with file, line and advice, and reads the rest", () => {
    const root = plant({
      "cut/__manifest__.py": "{\n  'name': 'A',\n  'depends': ['base',\n",
      "good/__manifest__.py": GOOD,
      "latin/__manifest__.py": Buffer.from("{'name': 'é'}", "latin1"),
      "twice/__manifest__.py": GOOD.replace("'data'", "'name'"),
      "bare/models/a.py": "",
    });
    const run = ipai(root, "manifest", ".", "--json");
    expect(run.status).toBe(1);
    const rows: { name: string; manifest: unknown; issues: { code: string; severity: string; at: object }[] }[] =
      JSON.parse(run.stdout);
    const found = rows.map(({ name, manifest, issues }) => [name, manifest !== null, issues.map(({ code }) => code)]);
    expect(found).toEqual([
      ["cut", false, ["python-not-literal"]],
      ["good", true, []],
      ["latin", false, ["manifest-encoding"]],
      ["twice", true, ["python-duplicate-key", "manifest-wrong-type"]],
      ["bare", false, ["manifest-missing"]],
    ]);
    expect(rows[0]?.issues[0]?.at).toEqual({ path: "cut/__manifest__.py", line: 4, column: 1 });
    const text = ipai(root, "manifest", "cut");
    expect(text.status).toBe(1);
    expect(text.stdout).toContain("error python-not-literal  cut/__manifest__.py:4:1\n");
    expect(text.stdout).toContain("help: ");
  });

  it("cannot run on what is not there, and says what is expected", () => {
    const run = ipai(plant({}), "manifest", "nowhere");
    expect([run.status, run.stdout]).toEqual([2, ""]);
    expect(run.stderr).toMatch(/^error no such folder: nowhere\n {6}help: /);
  });
});
