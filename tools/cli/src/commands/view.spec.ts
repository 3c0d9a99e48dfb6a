import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const IPAI = new URL("../../bin/ipai.mjs", import.meta.url).pathname;

const manifest = (name: string, depends: readonly string[], installable = true) =>
  JSON.stringify({ name, license: "LGPL-3", author: "A", depends, data: ["views.xml"], installable }).replace(
    "true",
    "True",
  );

const record = (id: string, inherit: string, arch: string) =>
  `<record id="${id}" model="ir.ui.view"><field name="model">res.partner</field>${inherit && `<field name="inherit_id" ref="${inherit}"/>`}
<field name="arch" type="xml">${arch}</field></record>`;

const FILES: Record<string, string> = {
  "base/__manifest__.py": manifest("Base", []),
  "base/views.xml": `<odoo>${record("form", "", '<form><field name="name"/></form>')}</odoo>`,
  "sound/__manifest__.py": manifest("Sound", ["base"]),
  "sound/views.xml": `<odoo>${record("ext", "base.form", '<field name="name" position="after"><field name="city"/></field>')}</odoo>`,
  "broken/__manifest__.py": manifest("Broken", ["base"]),
  "broken/views.xml": `<odoo>\n${record("ext", "base.form", '\n<field name="nam" position="after"/>')}</odoo>`,
};

describe("ipai view", () => {
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "ipai-view-"));
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  });

  afterAll(() => rmSync(root, { recursive: true }));

  function ipai(...args: readonly string[]) {
    const env = { ...process.env, IPAI_CACHE: join(root, ".ipai"), NO_COLOR: "1" };
    return spawnSync(process.execPath, [IPAI, "view", ...args, "--source", "."], { cwd: root, env, encoding: "utf8" });
  }

  it("prints the combined arch of the modules asked for", () => {
    const { status, stdout } = ipai("base.form", "--modules", "sound");
    expect(status).toBe(0);
    expect(stdout).toBe('<form><field name="name"/><field name="city"/></form>\n');
  });

  it("answers in JSON by its contract", () => {
    const { status, stdout } = ipai("base.form", "--modules", "sound", "--json");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      views: [
        {
          xmlid: "base.form",
          model: "res.partner",
          type: "form",
          active: true,
          elements: 3,
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          applied: ["base.form", "sound.ext"],
          arch: '<form><field name="name"/><field name="city"/></form>',
          issues: [],
        },
      ],
      issues: [],
    });
  });

  it("leaves archs out for --all, and counts primary views", () => {
    const { views } = JSON.parse(ipai("--all", "--modules", "sound", "--json").stdout);
    expect(views.map((view: { xmlid: string; arch?: string }) => [view.xmlid, view.arch])).toEqual([
      ["base.form", undefined],
    ]);
  });

  it("exits 1 with the failing locator, its place and what is near", () => {
    const { status, stdout } = ipai("--all");
    expect(status).toBe(1);
    expect(stdout).toContain("error view-locator-not-found  broken/views.xml:4");
    expect(stdout).toContain('broken.ext: <field name="nam"> cannot be located in base.form');
    expect(stdout).toContain('help: the nearest there: <field name="name">');
    const [view] = JSON.parse(ipai("--all", "--json").stdout).views;
    expect(view).toMatchObject({ sha256: null, issues: [{ code: "view-locator-not-found" }] });
  });

  it.each([
    [["base.nothing"], "no such view: base.nothing"],
    [["base.form", "--modules", "nothing"], "no such module: nothing"],
    [[], "no view named"],
  ])("exits 2 for %j", (args, message) => {
    const { status, stderr } = ipai(...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
