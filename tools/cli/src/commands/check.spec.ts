import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ipai, plant } from "../testing.ts";

const MANIFEST = `{'name': 'N', 'author': 'A', 'license': 'LGPL-3', 'version': '19.0.1.0.0',\n 'data': ['gone.xml']}\n`;
const BASE = `{'name': 'Base', 'author': 'A', 'license': 'LGPL-3', 'version': '1.3'}\n`;

function workspace() {
  return plant({ "addons/base/__manifest__.py": BASE, "addons/x/__manifest__.py": MANIFEST });
}

describe("ipai check", () => {
  it("finds, in every form, and exits with 1", () => {
    const root = workspace();
    const place = { source: "addons", path: "x/__manifest__.py", line: 2 };
    const json = ipai(root, "check", "--source", "addons", "--json");
    expect(json.status).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      modules: ["base", "x"],
      issues: [{ code: "missing-data-file", severity: "error", at: place }],
    });
    const text = ipai(root, "check", "x", "--source", "addons").stdout;
    expect(text).toMatch(/error missing-data-file {2}addons\/x\/__manifest__\.py:2\n.*gone\.xml.*\n.*help: /);
    expect(ipai(root, "check", "--source", "addons", "--format", "github").stdout).toMatch(
      /^::error file=addons\/x\/__manifest__\.py,line=2,title=missing-data-file::'data' names gone\.xml/,
    );
    const sarif = JSON.parse(ipai(root, "check", "--source", "addons", "--format", "sarif").stdout);
    const [result] = sarif.runs[0].results;
    expect(result).toMatchObject({ ruleId: "missing-data-file", level: "error" });
    expect(sarif.runs[0].tool.driver.rules[result.ruleIndex].id).toBe("missing-data-file");
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: "addons/x/__manifest__.py" },
      region: { startLine: 2 },
    });
  });

  it("accepts what a baseline names, and nothing more", () => {
    const root = workspace();
    const check = (...args: string[]) => ipai(root, "check", "--source", "addons", ...args);
    expect(check("--write-baseline", "accepted.json").status).toBe(0);
    expect(check("--baseline", "accepted.json").status).toBe(0);
    const file = join(root, "addons/x/__manifest__.py");
    writeFileSync(file, `\n${readFileSync(file, "utf8")}`.replace("['gone.xml']", "['gone.xml', 'lost.xml']"));
    const second = check("--baseline", "accepted.json", "--json");
    expect(JSON.parse(second.stdout).issues).toMatchObject([{ message: expect.stringContaining("lost.xml") }]);
    expect(check("--baseline", "none.json").status).toBe(2);
    expect(check("--write-baseline", "no/such/folder.json")).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^error cannot write the baseline/),
    });
  });

  it("is clean, or cannot run", () => {
    const root = workspace();
    expect(ipai(root, "check", "base", "--source", "addons")).toMatchObject({ status: 0 });
    expect(ipai(root, "check", "x", "--rule", "kanban-box", "--source", "addons").status).toBe(0);
    expect(ipai(root, "check", "--rule", "no-such-rule", "--source", "addons").status).toBe(2);
    expect(ipai(root, "check", "bsae", "--source", "addons")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("did you mean base?"),
    });
  });

  it("checks the modules of --source on those of --with", () => {
    const x = MANIFEST.replace("'data'", "'depends': ['y'], 'data'");
    const root = plant({
      "own/x/__manifest__.py": x,
      "core/base/__manifest__.py": BASE,
      "core/y/__manifest__.py": MANIFEST,
    });
    const found = JSON.parse(ipai(root, "check", "--source", "own", "--with", "core", "--json").stdout);
    expect(found).toMatchObject({ modules: ["x"], issues: [{ code: "missing-data-file" }] });
    expect(ipai(root, "check", "--with", "core").status).toBe(2);
  });

  it("does not call it clean where there is nothing to check", () => {
    const empty = ipai(plant({ "addons/README.md": "" }), "check", "--source", "addons");
    expect(empty).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining("no module to check") });
  });

  it("reads names that are words of JavaScript, or hold a line break", () => {
    const data = `<odoo><record id="__proto__" model="constructor"><field name="__proto__">x</field></record>
<record id="v" model="ir.ui.view"><field name="arch" type="xml"><form t-name="constructor"/></field></record>
<__proto__/><constructor/></odoo>`;
    const root = plant({
      "addons/new\nline/__manifest__.py": BASE,
      "addons/base/__manifest__.py": BASE.replace("}", ", 'data': ['data.xml', 'constructor.csv'], '__proto__': 1}"),
      "addons/base/data.xml": data,
      "addons/base/constructor.csv": "id,__proto__\na,b\n",
    });
    const run = ipai(root, "check", "--source", "addons", "--json");
    expect(run).toMatchObject({ status: 1, stderr: "" });
    const codes = new Set(JSON.parse(run.stdout).issues.map(({ code }: { code: string }) => code));
    expect(codes).toContain("unknown-model");
    expect(codes).not.toContain("kanban-box");
  });

  it("compares the stored schema with a commit", () => {
    const model = (field: string) =>
      `from odoo import fields, models\nclass X(models.Model):\n    _name = 'x.x'\n    ${field}\n`;
    const root = plant({
      "addons/ipai/x/__manifest__.py": MANIFEST.replace("'gone.xml'", ""),
      "addons/ipai/x/__init__.py": "from . import x\n",
      "addons/ipai/x/x.py": model("name = fields.Char()"),
    });
    const git = (...args: string[]) =>
      execFileSync("git", ["-C", root, "-c", "user.name=n", "-c", "user.email=e", ...args]);
    git("init", "-q", "-b", "main");
    git("add", ".");
    git("commit", "-q", "-m", "a");
    writeFileSync(join(root, "addons/ipai/x/x.py"), model("name = fields.Integer()"));
    const codes = (...args: string[]) =>
      JSON.parse(ipai(root, "check", "--json", "--rule", "kanban-box", ...args).stdout).issues.map(
        ({ code }: { code: string }) => code,
      );
    for (const ref of ["main", "HEAD", "HEAD~0"])
      expect(codes("--base", ref)).toEqual(["schema-without-bump", "schema-without-migration"]);
    expect(ipai(root, "check", "--base", "--exec=x").status).toBe(2);
    expect(codes()).toEqual([]);
  });
});
