import { describe, expect, it } from "vitest";
import { checkModules } from "../check.ts";
import { data, extension, manifest, python, view, withManifest, worldOf, type Files } from "../testing.ts";

/** `file:line message` of the findings of one rule in the module `x`. */
function findings(code: string, files: Files): string[] {
  return checkModules(worldOf(files), ["x"])
    .filter((issue) => issue.code === code)
    .map(({ at, message }) => `${at!.path.slice(2)}:${at!.line ?? ""} ${message}`);
}

describe("unknown-view-field", () => {
  it("judges the fields of a <tree> by the comodel, as those of a <list>", () => {
    const arch = `<form><field name="child_ids"><tree>\n<field name="phone"/></tree></field></form>`;
    const files = view("x.team", arch, "");
    const model = `from odoo import fields, models
class Team(models.Model):
    _name = 'x.team'
    child_ids = fields.Many2many('res.partner')
class Partner(models.Model):
    _inherit = 'res.partner'
    phone = fields.Char()
`;
    const withModel = { ...files, x: { ...files["x"], "models/__init__.py": "from . import m", "models/m.py": model } };
    expect(findings("unknown-view-field", withModel)).toEqual([]);
    const without = { ...withModel, x: { ...withModel.x, "models/m.py": model.replace("phone", "fax") } };
    expect(findings("unknown-view-field", without)).toEqual(["d.xml:4 x.v: res.partner has no field 'phone'"]);
  });

  it("reads the names in expressions as Odoo does", () => {
    const arch = (expression: string) => view("res.partner", `<form>\n<group invisible="${expression}"/></form>`);
    const sound = "name == 'gone' and context.get('gone') or parent.gone or f(key=1) != uid".replace("f(", "bool(");
    expect(findings("unknown-view-field", arch(sound))).toEqual([]);
    expect(findings("unknown-view-field", arch("not gone or name == uid"))).toEqual([
      "d.xml:4 x.v: res.partner has no field 'gone'",
    ]);
  });

  it("stands at the line of the field", () => {
    const arch = `<xpath expr="//group" position="inside">\n\n<field name="nmae"/></xpath>`;
    expect(findings("unknown-view-field", extension(arch))).toEqual(["d.xml:5 x.v: res.partner has no field 'nmae'"]);
  });
});

describe("unknown-method", () => {
  const code = `from odoo import fields, models
class Mixin(models.AbstractModel):
    _name = 'x.mixin'
    def of_mixin(self): pass
class Team(models.Model):
    _name = 'x.team'
    _inherit = ['x.mixin']
    partner_ids = fields.Many2many('res.partner')
    def own(self): pass
class Partner(models.Model):
    _inherit = 'res.partner'
    def of_partner(self): pass
`;
  const called = (arch: string, record = view("x.team", `<form>${arch}</form>`)) =>
    findings("unknown-method", {
      ...record,
      x: { ...record["x"], "models/__init__.py": "from . import m", "models/m.py": code },
    });
  const button = (name: string, more = "") => `<button name="${name}" type="object" ${more}/>`;

  it("knows the methods of the model, of its mixins and of every model", () => {
    expect(called(["own", "of_mixin", "action_archive"].map((name) => button(name)).join(""))).toEqual([]);
    expect(called(button("of_partner"))).toEqual([
      "d.xml:3 x.v: a button calls of_partner(), which x.team does not have",
    ]);
  });

  it("looks at the comodel in a field's own view", () => {
    const inside = (name: string) => `<field name="partner_ids"><list>${button(name)}</list></field>`;
    expect(called(inside("of_partner"))).toEqual([]);
    expect(called(inside("own"))).toEqual(["d.xml:3 x.v: a button calls own(), which res.partner does not have"]);
  });

  it("passes over buttons that call nothing, and tells an extension's own only", () => {
    expect(called(button("cancel", 'special="cancel"') + '<button name="gone" type="action"/>')).toEqual([]);
    const spec = `<xpath expr="//group" position="inside">${button("gone")}</xpath>`;
    expect(called("", extension(spec))).toEqual([
      "d.xml:3 x.v: a button calls gone(), which res.partner does not have",
    ]);
  });
});

describe("unknown-model", () => {
  it("is found in views, actions and functions too, once per file", () => {
    const xml = `<record id="v" model="ir.ui.view"><field name="model">res.partnr</field></record>
<record id="a" model="ir.actions.act_window"><field name="res_model">res.usres</field></record>
<function model="res.compny" name="f"/>
<record id="r" model="res.partnr"/>`;
    const action = `from odoo import models\nclass A(models.Model):\n    _name = 'ir.actions.act_window'\n`;
    const found = (text: string) => {
      const files = data(text);
      return findings("unknown-model", {
        ...files,
        x: { ...files["x"], "models/__init__.py": "from . import a", "models/a.py": action },
      });
    };
    expect(found(xml)).toEqual([
      "d.xml:2 a view is of res.partnr, which no module defines",
      "d.xml:3 an action opens res.usres, which no module defines",
      "d.xml:4 a <function> calls res.compny, which no module defines",
    ]);
    expect(found(xml.replace(/"?res\.\w+"?/g, (name) => name.replace(/res\.\w+/, "res.partner")))).toEqual([]);
  });

  it("passes over a comodel_name where the type has none", () => {
    const field = (type: string) =>
      python(
        `class P(models.Model):\n    _inherit = 'res.partner'\n    a = fields.${type}(comodel_name='State Name')\n`,
      );
    expect(findings("unknown-model", field("Char"))).toEqual([]);
    expect(findings("unknown-model", field("Many2one"))).toHaveLength(1);
  });
});

describe("locator-not-found", () => {
  const spec = extension(
    `<group position="attributes"><attribute name="context" operation="update">{}</attribute></group>`,
  );

  it("refuses operations that Odoo does not know", () => {
    expect(findings("locator-not-found", spec)).toHaveLength(1);
  });

  it("says once what fails in every view that is built on the extension", () => {
    const inherit = (id: string, parent: string, arch: string) =>
      `<record id="${id}" model="ir.ui.view"><field name="inherit_id" ref="${parent}"/><field name="arch" type="xml">${arch}</field></record>`;
    const own = inherit("a", "base.partner_form", `<notebook position="inside"/>`);
    const others = ["b", "c"].map((id) => inherit(id, "base.partner_form", `<group position="inside"/>`)).join("");
    expect(findings("locator-not-found", data(own + others))).toHaveLength(1);
  });

  it("leaves operations to a module of the closure that brings some", () => {
    const code = `from odoo import models
class View(models.Model):
    _inherit = 'ir.ui.view'
    def apply_inheritance_specs(self, source, specs_tree, pre_locate=None):
        return super().apply_inheritance_specs(source, specs_tree)
`;
    const operations = { "models/__init__.py": "from . import v", "models/v.py": code };
    const x = {
      "d.xml": spec["x"]!["d.xml"]!,
      "__manifest__.py": manifest({ depends: ["operations"], data: ["d.xml"] }),
    };
    expect(findings("locator-not-found", { ...spec, operations, x })).toEqual([]);
    const lost = x["d.xml"].replaceAll("group", "notebook");
    expect(findings("locator-not-found", { ...spec, operations, x: { ...x, "d.xml": lost } })).toHaveLength(1);
  });
});

describe("view-mode-tree", () => {
  it("reads an eval as well", () => {
    const mode = (field: string) => data(`<record id="a" model="ir.actions.act_window">${field}</record>`);
    expect(findings("view-mode-tree", mode(`<field name="view_mode" eval="'tree,form'"/>`))).toHaveLength(1);
    expect(findings("view-mode-tree", mode(`<field name="view_mode" eval="'list,form'"/>`))).toEqual([]);
  });
});

describe("missing-data-file", () => {
  it("names the file that was meant first", () => {
    const files = {
      "views/stage_tags.xml": "<odoo/>",
      "views/stage_views.xml": "<odoo/>",
      "views/other.xml": "<odoo/>",
    };
    const found = checkModules(worldOf(withManifest({ data: ["views/stage_view.xml"] }, files)), ["x"]);
    const issue = found.find(({ code }) => code === "missing-data-file");
    expect(issue?.advice).toBe("did you mean views/stage_views.xml or views/stage_tags.xml?");
  });

  it("says what a missing demo file costs", () => {
    expect(findings("missing-data-file", withManifest({ demo: ["demo.xml"] }))).toEqual([
      "__manifest__.py:5 'demo' names demo.xml, which does not exist: Odoo skips all its demo data",
    ]);
  });
});

describe("unknown-xmlid", () => {
  it("knows the models that a module has an id of", () => {
    const rules = (id: string) => ({
      ...data("", ["sale"]),
      x: {
        "__manifest__.py": manifest({ depends: ["sale"], data: ["ir.model.access.csv"] }),
        "ir.model.access.csv": `id,model_id:id\na,${id}\n`,
      },
    });
    expect(findings("unknown-xmlid", rules("sale.model_sale_order"))).toEqual([]);
    expect(findings("unknown-xmlid", rules("sale.model_res_partner"))).toEqual([]);
    expect(findings("unknown-xmlid", rules("sale.model_sale_oder"))).toHaveLength(1);
    expect(findings("unknown-xmlid", rules("model_sale_order"))).toEqual([
      "ir.model.access.csv:2 no module makes x.model_sale_order",
    ]);
  });

  it("is silent about modules that a missing dependency may bring, not about those at hand", () => {
    const xml = `<record id="r" model="res.partner"><field name="parent_id" ref="lost.a"/></record>
<record id="s" model="res.partner"><field name="parent_id" ref="sale.a"/></record>`;
    expect(findings("unknown-xmlid", data(xml, ["gone"]))).toEqual(["d.xml:3 no module makes sale.a"]);
    expect(findings("unknown-xmlid", data(xml, ["sale"]))).toHaveLength(2);
  });
});
