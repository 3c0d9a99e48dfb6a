import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { checkModules } from "../check.ts";
import {
  action,
  csv,
  data,
  extension,
  manifest,
  python,
  view,
  withManifest,
  withRequired,
  worldOf,
  type Files,
} from "../testing.ts";
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
  "class-order": {
    bad: python(`class L(models.Model):\n    _inherit = 'x.late'\nclass M(models.Model):\n    _name = 'x.late'\n`),
    at: ["models/x.py:2"],
    good: python(`class M(models.Model):\n    _name = 'x.late'\nclass L(models.Model):\n    _inherit = 'x.late'\n`),
  },
  "csv-refused": {
    bad: csv("id,name,fax\na,A,1\n"),
    at: ["res.partner.csv:1"],
    good: csv("id,name,parent_id/id,child_ids/id,child_ids/name\na,A,,b,B\n,,,c,C\n"),
  },
  "data-order": {
    bad: data(`<menuitem id="m" parent="top"/>\n<menuitem id="top"/>`),
    at: ["d.xml:2"],
    good: data(`<menuitem id="top"/>\n<menuitem id="m" parent="top"/>`),
  },
  "data-schema": {
    bad: data(`<record id="a" model="res.partner">\n<field>A</field></record>`),
    at: ["d.xml:3"],
    good: data(`<record id="a" model="res.partner"><field name="name">A</field></record>`),
  },
  "hook-missing": {
    bad: withManifest({ post_init_hook: "fill" }, { "__init__.py": "from . import hooks\n", "hooks.py": "" }),
    at: ["__manifest__.py:5"],
    good: withManifest(
      { post_init_hook: "fill" },
      { "__init__.py": "from .hooks import *\n", "hooks.py": "def fill(env): pass\n" },
    ),
  },
  "import-missing": {
    bad: python("from .y import gone\nfrom . import z\nfrom odoo.addons.sale.models import lost\n", {
      "models/y.py": "",
    }),
    at: ["models/x.py:2", "models/x.py:3"],
    good: python("from .y import there\ntry:\n    from . import z\nexcept ImportError:\n    z = None\n", {
      "models/y.py": "there = 1\n",
    }),
  },
  "manifest-refused": {
    bad: withManifest({ license: "LGPL3", version: "18.0.1.0.0" }),
    at: ["__manifest__.py:3", "__manifest__.py:4"],
    good: withManifest({ external_dependencies: { python: ["phonenumbers>=8.0", "zeep[xmlsec]"] } }),
  },
  "python-refused": {
    bad: python("def f():\n    return (1 +)\n"),
    at: ["models/x.py:3"],
    good: python("def f():\n    match 1:\n        case x if y := x:\n            return y\n"),
  },
  "record-foreign": {
    bad: data(`<record id="base.new" model="res.partner"/>\n<record id="lost.new" model="res.partner"/>`),
    at: ["d.xml:2", "d.xml:3"],
    good: data(
      `<record id="base.main" model="res.partner"/>\n<record id="base.new" model="res.partner" forcecreate="1"/>`,
    ),
  },
  "required-value": {
    bad: withRequired(`<record id="a" model="x.m"/>`),
    at: ["d.xml:1"],
    good: withRequired(`<record id="a" model="x.m"><field name="name">A</field></record><record id="a" model="x.m"/>`),
  },
  "unknown-path": {
    bad: python(
      `class P(models.Model):\n    _inherit = 'res.partner'\n    @api.depends('parent_id.gone')\n    def f(self): pass\n`,
    ),
    at: ["models/x.py:5"],
    good: python(
      `class P(models.Model):\n    _inherit = 'res.partner'\n    @api.depends('parent_id.create_date')\n    def f(self): pass\n`,
    ),
  },
  "value-refused": {
    bad: data(
      `<record id="a" model="res.partner"><field name="name" eval="'x' +"/>\n<field name="parent_id">Main</field></record>`,
    ),
    at: ["d.xml:2", "d.xml:3"],
    good: data(
      `<record id="a" model="res.partner"><field name="name" eval="'x' + str(len([i for i in (1,)]))"/>\n<field name="parent_id" ref="base.main"/></record>`,
    ),
  },
  "view-refused": {
    bad: view(
      "res.partner",
      `<form><field name="parent_id" domain="[('gone', '=', 1)]"/>\n<label for="name"/>\n<group invisible="name =="/></form>`,
    ),
    at: ["d.xml:3", "d.xml:4", "d.xml:5"],
    good: view(
      "res.partner",
      `<form><field name="parent_id" domain="[('name', '=', name)]"/>\n<label for="parent_id"/>\n<group invisible="name == 1"/></form>`,
    ),
  },
  "view-schema": {
    bad: view("res.partner", `<list>\n<field name="name" colour="red"/></list>`),
    at: ["d.xml:4"],
    good: view("res.partner", `<list><field name="name" optional="show"/></list>`),
  },
  "view-type": {
    bad: view("res.partner", `<gantt/>`),
    at: ["d.xml:2"],
    good: view("res.partner", `<kanban/>`),
  },
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
  "unknown-client-import": {
    bad: withManifest(
      {},
      { "static/src/a.js": `/** comment */\nimport { b } from "./b";\nimport { c } from "@sale/c";\n` },
    ),
    at: ["static/src/a.js:2", "static/src/a.js:3"],
    good: withManifest(
      {},
      { "static/src/a.js": `import { b } from "./b";\nimport { xml } from "@odoo/owl";\n`, "static/src/b.js": "" },
    ),
  },
  "unknown-code-id": {
    bad: python(
      `class P(models.Model):\n    _inherit = 'res.partner'\n    def f(self):\n        return self.env.ref('base.gone')\n`,
    ),
    at: ["models/x.py:5"],
    good: python(
      `class P(models.Model):\n    _inherit = 'res.partner'\n    def f(self):\n        return self.env.ref('base.main') or self.env.ref('base.gone', False)\n`,
    ),
  },
  "unknown-code-method": {
    bad: python(`class P(models.Model):\n    _inherit = 'res.partner'\n    a = fields.Char(compute='_compute_a')\n`),
    at: ["models/x.py:4"],
    good: python(
      `class P(models.Model):\n    _inherit = 'res.partner'\n    a = fields.Char(compute='_compute_a')\n    def _f(self): pass\n    _compute_a = _f\n`,
    ),
  },
  "unknown-code-path": {
    bad: python(
      `class P(models.Model):\n    _inherit = 'res.partner'\n    def f(self):\n        self.search([('gone', '=', 1)])\n        self.env['res.partner'].sudo().create({'lost': 1})\n        self.mapped('parent_id.away')\n`,
    ),
    at: ["models/x.py:5", "models/x.py:6", "models/x.py:7"],
    good: python(
      `class P(models.Model):\n    _inherit = 'res.partner'\n    def f(self, other):\n        self.search([('parent_id.name', '=', 1)])\n        other.search([('gone', '=', 1)])\n        self.write({'name': 1})\n`,
    ),
  },
  "unknown-data-path": {
    bad: action("list</field><field name=\"res_model\">res.partner</field>\n<field name=\"domain\">[('gone', '=', 1)]"),
    at: ["d.xml:3"],
    good: action(
      "list</field><field name=\"res_model\">res.partner</field>\n<field name=\"domain\">[('parent_id.name', '=', 1)]",
    ),
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
