import { describe, expect, it } from "vitest";
import { ipai, plant } from "../testing.ts";

const manifest = (depends: string) => `{'name': 'X', 'author': 'A', 'license': 'LGPL-3', 'depends': [${depends}]}`;
const HEAD = "from odoo import fields, models\n";

const ROOT = {
  "base/__manifest__.py": manifest(""),
  "base/__init__.py": "from . import models",
  "base/models.py": `${HEAD}class Base(models.AbstractModel):\n    _name = 'base'\nclass Partner(models.Model):\n    _name = 'res.partner'\n    name = fields.Char(required=True)\n`,
  "shop/__manifest__.py": manifest("'base'"),
  "shop/__init__.py": "from . import models",
  "shop/models.py": `${HEAD}class Partner(models.Model):\n    _inherit = 'res.partner'\n    parent_id = fields.Many2one('res.partner')\n    name = fields.Char(index=True)\n`,
  "other/__manifest__.py": manifest("'base'"),
  "other/__init__.py": "from . import models",
  "other/models.py": `${HEAD}class Partner(models.Model):\n    _inherit = 'res.partner'\n    other = fields.Char()\n`,
};

describe("ipai model", () => {
  it("gives the merged fields of a model with the modules that own them", () => {
    const run = ipai(plant(ROOT), "model", "res.partner", "--source", ".", "--modules", "shop", "--json");
    expect([run.status, run.stderr]).toEqual([0, ""]);
    const { models } = JSON.parse(run.stdout);
    expect(models).toHaveLength(1);
    expect(models[0]).toMatchObject({
      model: "res.partner",
      abstract: false,
      transient: false,
      modules: ["base", "shop"],
      fields: {
        name: { type: "char", required: true, store: true, modules: ["base", "shop"] },
        parent_id: { type: "many2one", relation: "res.partner", required: false, store: true, modules: ["shop"] },
        display_name: { type: "char", store: false, modules: ["base", "shop"] },
      },
    });
    expect(models[0].fields).not.toHaveProperty("other");
  });

  it("lists every model of all modules as text", () => {
    const run = ipai(plant(ROOT), "model", "--all", "--source", ".");
    expect(run.stdout.split("\n")[1]).toBe("res.partner  model  9 fields  base, other, shop");
    expect(run.status).toBe(0);
  });

  it("names a model that nobody defines, with its place", () => {
    const root = plant({ ...ROOT, "other/models.py": `${HEAD}class Lost(models.Model):\n    _inherit = 'x.lost'\n` });
    const run = ipai(root, "model", "--all", "--source", ".", "--json");
    expect(run.status).toBe(1);
    expect(JSON.parse(run.stdout).issues).toMatchObject([
      { code: "model-parent-missing", at: { source: ".", path: "other/models.py", line: 2 } },
    ]);
    expect(ipai(root, "model", "x.none", "--source", ".")).toMatchObject({ status: 2, stdout: "" });
  });

  it("does not answer with nothing where Odoo's base is missing", () => {
    const run = ipai(plant({ ...ROOT }), "model", "--all", "--source", "shop");
    expect(run).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining("no source holds 'base'") });
  });
});
