import type { Catalog, CatalogModule } from "@ipai/catalog";
import { readModuleFacts } from "@ipai/module";
import { World } from "./world/world.ts";

/** Files of modules as literals: module → path → text. A manifest may be left out. */
export type Files = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A world of these modules, read as from a folder. */
export function worldOf(modules: Files): World {
  const facts = new Map(
    Object.entries(modules).map(([name, files]) => {
      const all: Record<string, string> = {
        "__manifest__.py": manifest({}),
        "__init__.py": "from . import models\n",
        ...files,
      };
      const content = { name, files: Object.keys(all), read: (path: string) => bytesOf(all[path]) };
      return [name, { all, facts: readModuleFacts(content) }] as const;
    }),
  );
  const catalog: Catalog = {
    modules: new Map(
      [...facts].map(([name, { facts }]): [string, CatalogModule] => {
        const origin = { source: "addons", commit: null, path: name, tree: "0".repeat(40) };
        const { manifest, issues } = facts;
        return [name, { name, manifest, origin, issues, models: 0, fields: 0, records: 0, views: 0 }];
      }),
    ),
    issues: [],
    facts: (name) => facts.get(name)!.facts,
    factsJson: (name) => Buffer.from(JSON.stringify(facts.get(name)!.facts)),
    read: (files) => files.map(({ module, file }) => bytesOf(facts.get(module)?.all[file]) ?? null),
  };
  return new World(catalog);
}

/** Text of a manifest with the keys that every module should have. */
export function manifest(keys: Record<string, unknown>): string {
  const all = { name: "Name", author: "A", license: "LGPL-3", version: "19.0.1.0.0", ...keys };
  return JSON.stringify(all).replaceAll("true", "True").replaceAll("false", "False");
}

function bytesOf(text: string | undefined): Buffer | undefined {
  return text === undefined ? undefined : Buffer.from(text);
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
export function data(xml: string, depends: readonly string[] = ["base"]): Files {
  return {
    base: BASE,
    sale: SALE,
    x: { "__manifest__.py": manifest({ depends, data: ["d.xml"] }), "d.xml": `<odoo>\n${xml}\n</odoo>` },
  };
}

export const view = (model: string, arch: string, more = "") =>
  data(`<record id="v" model="ir.ui.view"><field name="model">${model}</field>${more}
<field name="arch" type="xml">${arch}</field></record>`);
export const extension = (arch: string) =>
  view("res.partner", arch, `<field name="inherit_id" ref="base.partner_form"/>`);

export function python(code: string, more: Record<string, string> = {}): Files {
  const files = {
    "models/__init__.py": "from . import x\n",
    "models/x.py": `from odoo import api, fields, http, models\n${code}`,
  };
  return { base: BASE, sale: SALE, x: { ...files, ...more } };
}

export function withManifest(keys: Record<string, unknown>, more: Record<string, string> = {}): Files {
  return { base: BASE, sale: SALE, x: { "__manifest__.py": manifest(keys).replaceAll(",", ",\n"), ...more } };
}

export const action = (mode: string) =>
  data(`<record id="a" model="ir.actions.act_window"><field name="view_mode">${mode}</field></record>`);

/** A module `x` with a CSV file of contacts. */
export function csv(text: string): Files {
  return withManifest({ data: ["res.partner.csv"] }, { "res.partner.csv": text });
}

/** A module `x` with a model that requires a name, and one XML data file of one line. */
export function withRequired(xml: string): Files {
  return python(`class M(models.Model):\n    _name = 'x.m'\n    name = fields.Char(required=True)\n`, {
    "__manifest__.py": manifest({ data: ["d.xml"] }),
    "d.xml": `<odoo>${xml}</odoo>`,
  });
}
