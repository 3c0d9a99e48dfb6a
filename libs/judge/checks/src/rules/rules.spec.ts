import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { checkModules } from "../check.ts";
import { action, data, extension, manifest, python, view, withManifest, worldOf, type Files } from "../testing.ts";
import { UPGRADE_RULES } from "../upgrade/check.ts";
import { RULES } from "./index.ts";

interface Case {
  /** Checked is the module `x`; the others are its world. */
  readonly bad: Files;
  /** `file:line` of every finding of the rule in `bad`. */
  readonly at: readonly string[];
  readonly good: Files;
}

const CASES: Readonly<Record<string, Case>> = {
  "asset-path": {
    bad: withManifest({ assets: { "web.assets_backend": ["x/static/src/*.js", "other/static/src/a.js"] } }),
    at: ["__manifest__.py:", "__manifest__.py:"],
    good: withManifest({ assets: { "web.assets_backend": ["x/static/src/*.js"] } }, { "static/src/a.js": "" }),
  },
  "duplicate-xmlid": {
    bad: data(`<record id="r" model="res.partner"/>\n<record id="r" model="ir.ui.view"/>`),
    at: ["d.xml:3"],
    good: data(`<record id="r" model="res.partner"/>\n<record id="s" model="ir.ui.view"/>`),
  },
  "kanban-box": {
    bad: view("res.partner", `<kanban><templates>\n<t t-name="kanban-box"/></templates></kanban>`),
    at: ["d.xml:4"],
    good: view("res.partner", `<kanban><templates><t t-name="card"/></templates></kanban>`),
  },
  "locator-not-found": {
    bad: extension(`<xpath expr="//notebook" position="inside"/>`),
    at: ["d.xml:3"],
    good: extension(`<xpath expr="//group" position="inside"/>`),
  },
  "missing-access": {
    bad: python(`class M(models.Model):\n    _name = 'x.m'\nclass W(models.TransientModel):\n    _name = 'x.w'\n`),
    at: ["models/x.py:2", "models/x.py:4"],
    good: python(`class M(models.Model):\n    _name = 'x.m'\nclass A(models.AbstractModel):\n    _name = 'x.a'\n`, {
      "__manifest__.py": manifest({ data: ["ir.model.access.csv"] }),
      "ir.model.access.csv": "id,name,model_id:id,group_id:id,perm_read\na,a,model_x_m,,1\n",
    }),
  },
  "missing-data-file": {
    bad: withManifest({ data: ["views/settings.xml"] }, { "views/settings_views.xml": "<odoo/>" }),
    at: ["__manifest__.py:5"],
    good: withManifest({ data: ["views/settings.xml"] }, { "views/settings.xml": "<odoo/>" }),
  },
  "missing-dependency": {
    bad: {
      ...withManifest({ depends: ["gone", "half"] }),
      half: { "__manifest__.py": manifest({ depends: ["lost"] }) },
    },
    at: ["__manifest__.py:5", "__manifest__.py:6"],
    good: withManifest({ depends: ["sale"] }),
  },
  "redundant-depends": {
    bad: withManifest({ depends: ["base", "sale"] }),
    at: ["__manifest__.py:5"],
    good: withManifest({ depends: ["sale"] }),
  },
  "removed-method": {
    bad: python(
      `class P(models.Model):\n    _inherit = 'res.partner'\n    def name_get(self):\n        return super().name_get()\n`,
    ),
    at: ["models/x.py:4"],
    good: python(`class P(models.Model):\n    _inherit = 'res.partner'\n    def name_get(self):\n        return []\n`),
  },
  "renamed-field": {
    bad: data(`<record id="c" model="ir.cron">\n<field name="numbercall">-1</field></record>`),
    at: ["d.xml:3"],
    good: data(`<record id="c" model="ir.cron">\n<field name="interval_number">1</field></record>`),
  },
  "repeated-xmlid": {
    bad: data(`<record id="r" model="res.partner"><field name="name">a</field></record>
<record id="r" model="res.partner"><field name="name">b</field></record>`),
    at: ["d.xml:3"],
    good: data(`<record id="r" model="res.partner"><field name="name">a</field></record>
<record id="r" model="res.partner"><field name="parent_id" ref="r"/></record>`),
  },
  "route-type-json": {
    bad: python(
      `class C(http.Controller):\n    @http.route('/x', type='json', auth='user')\n    def x(self):\n        pass\n`,
    ),
    at: ["models/x.py:4"],
    good: python(
      `class C(http.Controller):\n    @http.route('/x', type='jsonrpc', auth='user')\n    def x(self):\n        pass\n`,
    ),
  },
  "search-view": {
    bad: view("res.partner", `<search>\n<group expand="0">\n<filter domain="[]"/></group></search>`),
    at: ["d.xml:4", "d.xml:5"],
    good: view("res.partner", `<search><group><filter name="f" domain="[]"/></group></search>`),
  },
  "sql-constraints": {
    bad: python(
      `class M(models.Model):\n    _inherit = 'res.partner'\n    _sql_constraints = [('u', 'unique(name)', 'm')]\n`,
    ),
    at: ["models/x.py:4"],
    good: python(
      `class M(models.Model):\n    _inherit = 'res.partner'\n    _u = models.Constraint('unique(name)', 'm')\n`,
    ),
  },
  "undeclared-depends": {
    bad: data(`<record id="r" model="res.partner">
<field name="parent_id" ref="sale.team"/>
<field name="sale_note">n</field></record>
<record id="s" model="sale.order"/>`),
    at: ["d.xml:2", "d.xml:5", "d.xml:4"],
    good: data(`<record id="r" model="res.partner"><field name="parent_id" ref="sale.team"/></record>`, ["sale"]),
  },
  "unknown-client-template": {
    bad: withManifest({}, { "static/src/x.xml": `<templates>\n<t t-name="x.A" t-inherit="web.Gone"/></templates>` }),
    at: ["static/src/x.xml:2"],
    good: withManifest(
      {},
      {
        "static/src/x.xml": `<templates><t t-name="x.A"/><t t-name="x.B" t-inherit="x.A"/></templates>`,
        "static/src/x.js": `class A extends Component { static template = "x.A"; }`,
      },
    ),
  },
  "unknown-data-tag": {
    bad: data(`<act_window id="a"/>\n<data><recrod id="r" model="res.partner"/></data>`),
    at: ["d.xml:2", "d.xml:3"],
    good: data(`<data noupdate="1"><data><record id="r" model="res.partner"/></data></data>`),
  },
  "unknown-field": {
    bad: python(`class M(models.Model):
    _inherit = 'res.partner'
    a_ids = fields.One2many('res.partner', 'gone_id')
    b = fields.Char(related='parent_id.gone')
`),
    at: ["models/x.py:4", "models/x.py:5"],
    good: python(`class M(models.Model):
    _inherit = 'res.partner'
    a_ids = fields.One2many('res.partner', 'parent_id')
    b = fields.Char(related='parent_id.a_ids.name')
class A(models.AbstractModel):
    _name = 'x.mixin'
    c = fields.Char(related='parent_id.gone')
`),
  },
  "unknown-method": {
    bad: view("res.partner", `<form>\n<button name="gone" type="object"/></form>`),
    at: ["d.xml:4"],
    good: view("res.partner", `<form><button name="unlink" type="object"/></form>`),
  },
  "unknown-model": {
    bad: python(`class M(models.Model):\n    _inherit = 'res.partner'\n    x_id = fields.Many2one('no.such')\n`),
    at: ["models/x.py:4"],
    good: python(`class M(models.Model):\n    _inherit = 'res.partner'\n    x_id = fields.Many2one('res.partner')\n`),
  },
  "unknown-record-field": {
    bad: data(`<record id="r" model="res.partner"><field name="nmae">n</field></record>`),
    at: ["d.xml:2"],
    good: data(`<record id="r" model="res.partner"><field name="name@fr">n</field></record>`),
  },
  "unknown-view-field": {
    bad: view("res.partner", `<form><field name="child_ids"><list><field name="nmae"/></list></field></form>`),
    at: ["d.xml:3"],
    good: view("res.partner", `<form><field name="child_ids"><list><field name="name"/></list></field></form>`),
  },
  "unknown-xmlid": {
    bad: data(`<record id="r" model="res.partner"><field name="parent_id" ref="base.nobody"/></record>`),
    at: ["d.xml:2"],
    good: data(`<record id="r" model="res.partner"><field name="parent_id" ref="base.main"/></record>`),
  },
  "view-attrs-states": {
    bad: view("res.partner", `<form><field name="name" attrs="{}"/>\n<button states="draft"/></form>`),
    at: ["d.xml:3", "d.xml:4"],
    good: view("res.partner", `<form><field name="name" invisible="1"/></form>`),
  },
  "view-mode-tree": { bad: action("tree,form"), at: ["d.xml:2"], good: action("list,form") },
  "view-tree-tag": {
    bad: view("res.partner", `<tree><field name="name"/></tree>`),
    at: ["d.xml:3"],
    good: view("res.partner", `<list><field name="name"/></list>`),
  },
};

function findings(files: Files, code: string) {
  const rule = RULES.filter((candidate) => candidate.code === code);
  return checkModules(worldOf(files), ["x"], rule).filter((issue) => issue.code === code);
}

describe.each(RULES)("$code", ({ code, severity }) => {
  it("finds what is wrong, where it is", () => {
    const { bad, at } = CASES[code]!;
    const found = findings(bad, code);
    expect(found.map((issue) => `${issue.at!.path.slice(2)}:${issue.at!.line ?? ""}`).sort()).toEqual([...at].sort());
    for (const issue of found) expect(issue).toMatchObject({ severity, advice: expect.stringMatching(/\w/) });
  });

  it("is silent where all is well", () => {
    expect(findings(CASES[code]!.good, code)).toEqual([]);
  });
});

test("files, registry, cases and pages name the same rules", () => {
  const codes = RULES.map(({ code }) => code).sort();
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".spec.ts"))
    .filter((file) => /: Rule = \{/.test(readFileSync(new URL(file, `${import.meta.url}/../`), "utf8")));
  expect(files.map((file) => file.replace(/^.*\/|\.ts$/g, "")).sort()).toEqual(codes);
  expect(Object.keys(CASES).sort()).toEqual(codes);
  const pages = readdirSync(new URL("../../../../../docs/checks", import.meta.url)).filter(
    (page) => page !== "README.md",
  );
  const all = [...codes, ...UPGRADE_RULES.map(({ code }) => code)].sort();
  expect(pages.sort()).toEqual(all.map((code) => `${code}.md`));
});
