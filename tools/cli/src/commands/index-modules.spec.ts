import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const IPAI = new URL("../../bin/ipai.mjs", import.meta.url).pathname;

function plant(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "ipai-index-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function ipai(cwd: string, args: readonly string[], env: Record<string, string> = {}) {
  const options = {
    cwd,
    env: { ...process.env, IPAI_CACHE: join(cwd, ".ipai"), NO_COLOR: "1", ...env },
    encoding: "utf8",
  } as const;
  return spawnSync(process.execPath, [IPAI, "index", ...args], options);
}

const manifest = (name: string) =>
  `{"name": "${name}", "version": "19.0.1.2.3", "author": "A", "license": "LGPL-3", "depends": ["base"], "data": ["data.xml"]}`;

const modules = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      [`m${at}/__manifest__.py`, manifest(`M ${at}`)],
      [`m${at}/__init__.py`, "from . import models\n"],
      [
        `m${at}/models.py`,
        `from odoo import fields, models\n\n\nclass M(models.Model):\n    _name = "m${at}"\n    _description = "M"\n\n    total = fields.Float(required=True)\n`,
      ],
      [
        `m${at}/data.xml`,
        `<odoo noupdate="1">\n  <record id="view" model="ir.ui.view"><field name="model">m${at}</field><field name="arch" type="xml"><list><field name="total"/></list></field></record>\n</odoo>`,
      ],
    ]).flat() as [string, string][],
  );

describe("ipai index", () => {
  it("gives the facts of every module, read by threads, and the same from the cache", () => {
    const root = plant(modules(30));
    const first = ipai(root, ["--source", ".", "--json"]);
    expect([first.status, first.stderr]).toEqual([0, ""]);
    const { modules: found, issues } = JSON.parse(first.stdout);
    expect([found.length, issues]).toEqual([30, []]);
    expect(found[7]).toMatchObject({
      name: "m15",
      version: "19.0.1.2.3",
      series: "19.0",
      origin: { source: ".", commit: null, path: "m15", tree: found[7].tree },
      depends: ["base"],
      auto_install: false,
      models: [{ model: "m15", kind: "model", file: "models.py", line: 4 }],
      fields: [{ model: "m15", name: "total", type: "float", required: true, file: "models.py" }],
      xmlids: [{ id: "m15.view", model: "ir.ui.view", noupdate: true, file: "data.xml", line: 2 }],
      views: [{ id: "m15.view", model: "m15", type: "list" }],
    });
    expect(ipai(root, ["--source", ".", "--json"]).stdout).toBe(first.stdout);
  });

  it("repairs damaged facts in the cache without a word", () => {
    const root = plant(modules(1));
    const first = ipai(root, ["--source", ".", "--json"]);
    const store = join(root, ".ipai/facts", readdirSync(join(root, ".ipai/facts"))[0]!);
    const file = join(
      store,
      readdirSync(store).find((name) => name.endsWith(".facts"))!,
    );
    writeFileSync(file, readFileSync(file, "utf8").replace("total", "TOTAL"));
    expect(ipai(root, ["--source", ".", "--json"]).stdout).toBe(first.stdout);
  });

  it("sums up sources as text, and modules that are named", () => {
    const root = plant(modules(2));
    expect(ipai(root, ["--source", "."]).stdout).toMatch(
      /catalog {2}2 modules, 1 source\nsource .*\n\. +2 +2 +2 +2 +2\nok 0 errors/,
    );
    expect(ipai(root, ["--source", ".", "--modules", "m1"]).stdout).toContain("\nm1      19.0.1.2.3");
  });

  it("reads the workspace's own modules and its lock by default", () => {
    const root = plant({ "addons/ipai/ipai_x/__manifest__.py": manifest("X"), "oca.lock.json": `{"version": 1}` });
    const { status, stdout } = ipai(root, ["--json"]);
    const { modules: found, issues } = JSON.parse(stdout);
    expect([status, found[0].name, issues[0].at.path.endsWith("oca.lock.json")]).toEqual([1, "ipai_x", true]);
  });

  it("ends with 1 for what is broken, with place and advice", () => {
    const root = plant({
      ...modules(1),
      "bad/__manifest__.py": `{"name": "Bad",`,
      "half/__init__.py": "",
      "half/models/x.py": "",
    });
    const { status, stdout } = ipai(root, ["--source", "."]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/error python-not-literal {2}bad\/__manifest__\.py:1:\d+\n.*\n {6}help: /);
    expect(stdout).toMatch(/error folder-without-manifest {2}half\n/);
  });

  it.each([
    ["a missing folder", ["--source", "nowhere"], {}, "no such folder: nowhere"],
    ["an unknown module", ["--source", ".", "--modules", "m9"], {}, "no module m9"],
    ["no git", ["--source", ".@HEAD"], { PATH: "/nowhere" }, "git is not installed"],
    ["a cache that cannot be made", ["--source", "."], { IPAI_CACHE: IPAI }, "IPAI_CACHE"],
  ])("ends with 2 for %s", (_, args, env, reason) => {
    const root = plant(modules(1));
    spawnSync("git", ["init", "--quiet"], { cwd: root });
    const { status, stdout, stderr } = ipai(root, args, env);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(reason);
    expect(stderr).not.toContain("bug in ipai");
  });

  it("ends quietly when its reader has seen enough", () => {
    const root = plant(modules(30));
    const piped = spawnSync("sh", ["-c", `"${process.execPath}" "${IPAI}" index --source . --json | head -c 10`], {
      cwd: root,
      encoding: "utf8",
    });
    expect([piped.stdout, piped.stderr]).toEqual([`{"modules"`, ""]);
  });
});
