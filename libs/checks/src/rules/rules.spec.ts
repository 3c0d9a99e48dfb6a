import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { checkModules } from "../check.ts";
import { manifest, worldOf, type Files } from "../testing.ts";
import { UPGRADE_RULES } from "../upgrade/check.ts";
import { RULES } from "./index.ts";

interface Case {
  /** Checked is the module `x`; the others are its world. */
  readonly bad: Files;
  /** `file:line` of every finding of the rule in `bad`. */
  readonly at: readonly string[];
  readonly good: Files;
}

const BASE = {
  "models/__init__.py": "from . import base\n",
  "models/base.py": `from odoo import fields, models
class View(models.Model):
    _name = 'ir.ui.view'
    name = fields.Char()
    model = fields.Char()
    inherit_id = fields.Many2one('ir.ui.view')
    arch = fields.Text()
class Partner(models.Model):
    _name = 'res.partner'
    name = fields.Char()
    child_ids = fields.One2many('res.partner', 'parent_id')
    parent_id = fields.Many2one('res.partner')
`,
  "views.xml": `<odoo>
<record id="partner_form" model="ir.ui.view">
  <field name="model">res.partner</field>
  <field name="arch" type="xml"><form><group><field name="name"/></group></form></field>
</record>
<record id="main" model="res.partner"/>
</odoo>`,
  "__manifest__.py": manifest({ data: ["views.xml"] }),
};
const SALE = {
  "models/__init__.py": "from . import sale\n",
  "models/sale.py": `from odoo import fields, models
class Sale(models.Model):
    _name = 'sale.order'
class Partner(models.Model):
    _inherit = 'res.partner'
    sale_note = fields.Char()
`,
  "data.xml": `<odoo><record id="team" model="res.partner"/></odoo>`,
  "__manifest__.py": manifest({ data: ["data.xml"] }),
};

/** A module `x` with one XML data file, whose content starts at line 2. */
function data(xml: string, depends: readonly string[] = ["base"]): Files {
  return {
    base: BASE,
    sale: SALE,
    x: { "__manifest__.py": manifest({ depends, data: ["d.xml"] }), "d.xml": `<odoo>\n${xml}\n</odoo>` },
  };
}

const view = (model: string, arch: string, more = "") =>
  data(`<record id="v" model="ir.ui.view"><field name="model">${model}</field>${more}
<field name="arch" type="xml">${arch}</field></record>`);
const extension = (arch: string) => view("res.partner", arch, `<field name="inherit_id" ref="base.partner_form"/>`);

function python(code: string, more: Record<string, string> = {}): Files {
  const files = {
    "models/__init__.py": "from . import x\n",
    "models/x.py": `from odoo import fields, http, models\n${code}`,
  };
  return { base: BASE, sale: SALE, x: { ...files, ...more } };
}

function withManifest(keys: Record<string, unknown>, more: Record<string, string> = {}): Files {
  return { base: BASE, sale: SALE, x: { "__manifest__.py": manifest(keys).replaceAll(",", ",\n"), ...more } };
}

const action = (mode: string) =>
  data(`<record id="a" model="ir.actions.act_window"><field name="view_mode">${mode}</field></record>`);

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
    at: ["d.xml:2"],
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
  const pages = readdirSync(new URL("../../../../docs/checks", import.meta.url)).filter((page) => page !== "README.md");
  const all = [...codes, ...UPGRADE_RULES.map(({ code }) => code)].sort();
  expect(pages.sort()).toEqual(all.map((code) => `${code}.md`));
});
