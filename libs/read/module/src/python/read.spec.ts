import { describe, expect, it } from "vitest";
import { readPythonFacts } from "./read.ts";

/** Facts of a module `x` from its files. */
function facts(files: Readonly<Record<string, string>>) {
  return readPythonFacts("x", (path) => (path in files ? Buffer.from(files[path] ?? "") : undefined));
}

/** Facts of a module with one file of models. */
const models = (text: string) => facts({ "__init__.py": "from . import models", "models.py": `${HEAD}${text}` });
const HEAD = "from odoo import api, fields, http, models\n";

describe("readPythonFacts", () => {
  it("follows imports as Python does, in their order, and reads nothing else", () => {
    const model = (name: string) => `from odoo import models\nclass A(models.Model):\n    _name = '${name}'\n`;
    const found = facts({
      "__init__.py": "from .wizard import b\nfrom . import models, missing\nif TYPE_CHECKING:\n    from . import types",
      "models/__init__.py": "from . import (c, # second\n d)\nfrom odoo.addons.x.models.e import A as E",
      "models/c.py": `from .d import A\n${model("x.c")}`,
      "models/d.py": model("x.d"),
      "models/e/__init__.py": model("x.e"),
      "models/unused.py": model("x.unused"),
      "wizard/__init__.py": model("x.package"),
      "wizard/b.py": model("x.b"),
      "types.py": model("x.types"),
      "tests/__init__.py": model("x.test"),
    });
    expect(found.models.map(({ model }) => model)).toEqual(["x.package", "x.b", "x.d", "x.c", "x.e"]);
    expect(found.issues).toEqual([]);
  });

  it("knows what a class defines, extends and delegates to", () => {
    const found = models(`
class A(models.Model):
    """ Doc """
    _name = "x.a"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _inherits = {"res.partner": "partner_id"}
    _description = "An " "A"
    _order = "name desc, id"
    _rec_name = "code"
    _table = "x_table"
    _log_access = False
class B(models.TransientModel):
    _inherit = "x.a"
    _auto = False
class C(models.AbstractModel):
    _name = _inherit = "x.c"
class D(models.BaseModel):
    _name = "x.d"
    _inherit = [_name, "x.c"]
    other_id = fields.Many2one("x.e", required=True, ondelete="cascade", delegate=True)
class E(Plain): _name = "x.plain"
class F(models.Model): _register = False
`).models;
    expect(found.map(({ fields: _f, methods: _m, constraints: _c, file: _file, ...rest }) => rest)).toEqual([
      {
        model: "x.a",
        className: "A",
        line: 3,
        defines: true,
        kind: "model",
        inherit: ["mail.thread", "mail.activity.mixin"],
        inherits: { "res.partner": "partner_id" },
        description: "An A",
        order: "name desc, id",
        recName: "code",
        table: "x_table",
        logAccess: false,
      },
      {
        model: "x.a",
        className: "B",
        line: 13,
        defines: false,
        kind: "transient",
        inherit: ["x.a"],
        inherits: {},
        auto: false,
      },
      { model: "x.c", className: "C", line: 16, defines: false, kind: "abstract", inherit: ["x.c"], inherits: {} },
      {
        model: "x.d",
        className: "D",
        line: 18,
        defines: false,
        kind: "abstract",
        inherit: ["x.d", "x.c"],
        inherits: { "x.e": "other_id" },
      },
    ]);
  });

  it("reads fields with positional and named arguments, literals and what is computed", () => {
    const found = models(`
STATES = [("draft", "Draft"), ("done", "Done")]
class A(models.Model):
    _name = "x.a"
    name = fields.Char("Name", required=True, translate=True)
    partner_id: "Partner" = fields.Many2one("res.partner", "Partner", index="btree_not_null")
    line_ids = fields.One2many("x.line", "a_id", string="Lines", copy=1)
    tag_ids = fields.Many2many("x.tag", "x_rel", "a", "b", "Tags")
    state = fields.Selection(STATES, default="draft")
    kind = fields.Selection(selection_add=[("b", "B"), ("a",)], ondelete={"b": "cascade"})
    total = fields.Monetary(compute="_compute_total", inverse=lambda self: None, store=True, search="_search")
    city = fields.Char(related="partner_id.city", readonly=False)
    plain = fields.Char(compute=None, related=False, groups="base.group_user, base.group_system")
    price = fields.Float(digits=(1, 2), company_dependent=True, readonly=READONLY, **kwargs)
    sparse = fields.Integer(sparse="data")
    if True:
        image = fields.Image()
    name_alias = name
`).models[0]!.fields;
    expect(found.map(({ line: _line, ...field }) => field)).toEqual([
      { name: "name", type: "char", string: "Name", required: true, translate: true },
      { name: "partner_id", type: "many2one", relation: "res.partner", string: "Partner", index: "btree_not_null" },
      { name: "line_ids", type: "one2many", relation: "x.line", inverse: "a_id", string: "Lines", copy: true },
      { name: "tag_ids", type: "many2many", relation: "x.tag", string: "Tags" },
      { name: "state", type: "selection", selection: ["draft", "done"], default: true },
      { name: "kind", type: "selection", selectionAdd: ["b", "a"] },
      {
        name: "total",
        type: "monetary",
        compute: "_compute_total",
        inverseMethod: true,
        store: true,
        search: "_search",
      },
      { name: "city", type: "char", related: "partner_id.city", readonly: false },
      { name: "plain", type: "char", compute: false, related: "", groups: "base.group_user, base.group_system" },
      { name: "price", type: "float", companyDependent: true, dynamic: ["readonly", "**"] },
      { name: "sparse", type: "integer", sparse: "data" },
      { name: "image", type: "binary" },
    ]);
    expect(found[1]!.line).toBe(7);
  });

  it("knows field classes of the module and of others", () => {
    const found = facts({
      "__init__.py": "from . import models",
      "fields.py":
        "from odoo import fields\nclass Color(fields.Char):\n    type = 'color'\nclass Tint(Color): pass\nclass Raw(fields.Field): pass",
      "models.py": `from odoo import models
from odoo.fields import Text, Command
from odoo.addons.geo.fields import GeoPoint
from .fields import Tint, Raw
import odoo.fields as f
class A(models.Model):
    _name = "x.a"
    a = Text()
    b = Tint()
    c = GeoPoint()
    d = Raw()
    e = f.Date()
    g = Command()
    h = dict()
`,
    }).models[0]!.fields;
    expect(found.map(({ name, type }) => [name, type])).toEqual([
      ["a", "text"],
      ["b", "color"],
      ["c", null],
      ["d", null],
      ["e", "date"],
    ]);
  });

  it("takes names of constants where they are certain, of other files too, and says where they are not", () => {
    const found = facts({
      "__init__.py": "from . import models",
      "const.py": "MODEL = 'x.const'\nLOOP = LOOP",
      "models.py": `${HEAD}from .const import MODEL, LOOP
from . import const
class A(models.Model):
    _name = MODEL
    _inherit = [const.MODEL, "mail.thread"]
class B(models.Model):
    _name = "x.%s" % MODEL
class C(models.Model):
    _name = LOOP
class D(models.Model):
    _name = "x.d"
    _inherit = get_parents()
`,
    });
    expect(found.models.map(({ model, inherit }) => [model, inherit])).toEqual([
      ["x.const", ["x.const", "mail.thread"]],
      ["x.d", []],
    ]);
    expect(found.issues.map(({ code, severity, at }) => [code, severity, at?.path, at?.line])).toEqual([
      ["model-dynamic", "info", "models.py", 8],
      ["model-dynamic", "info", "models.py", 10],
      ["model-dynamic", "info", "models.py", 13],
    ]);
  });

  it("shares the fields of a Python base class, and those added after the class", () => {
    const [a, b] = models(`
class Base(models.AbstractModel):
    _register = False
    name = fields.Char(required=True)
    other = fields.Char()
class A(Base):
    _name = "x.a"
    name = fields.Text()
class B(models.Model):
    _name = "x.b"
global_ = fields.Boolean(store=True)
setattr(B, "global", global_)
`).models;
    expect(a).toMatchObject({ model: "x.a", kind: "abstract" });
    expect(a!.fields.map(({ name, type }) => [name, type])).toEqual([
      ["name", "text"],
      ["other", "char"],
    ]);
    expect(b!.fields).toMatchObject([{ name: "global", type: "boolean", store: true }]);
  });

  it("reads methods, constraints and indexes", () => {
    const [model] = models(`
class A(models.Model):
    _name = "x.a"
    _name_uniq = models.Constraint("unique(name, "
        "id)", "Taken!")
    _date_index = models.Index("(date)")
    _code_unique = models.UniqueIndex("(code) WHERE active")
    _sql_constraints = [("old", "CHECK(a > 0)", _("Old")), (
        "other", "unique(b)", "B")]

    @api.depends("a", "b.c")
    @api.depends_context('lang')
    def _compute(self):
        return super()._compute()

    @property
    def plain(self):  # super()
        return 1
`).models;
    expect(model!.constraints).toEqual([
      { name: "name_uniq", kind: "constraint", definition: "unique(name, id)", line: 5 },
      { name: "date_index", kind: "index", definition: "(date)", line: 7 },
      { name: "code_unique", kind: "unique_index", definition: "(code) WHERE active", line: 8 },
      { name: "old", kind: "legacy_sql_constraint", definition: "CHECK(a > 0)", line: 9 },
      { name: "other", kind: "legacy_sql_constraint", definition: "unique(b)", line: 9 },
    ]);
    expect(model!.methods).toEqual([
      {
        name: "_compute",
        line: 14,
        decorators: [
          { name: "api.depends", args: ["a", "b.c"] },
          { name: "api.depends_context", args: ["lang"] },
        ],
        callsSuper: true,
      },
      { name: "plain", line: 18, decorators: [{ name: "property", args: [] }], callsSuper: false },
    ]);
  });

  it("reads routes, and overrides without a path", () => {
    const { routes } = models(`
from odoo.http import route
class Main(http.Controller):
    @http.route(["/a", "/a/<int:id>"], type="json", auth="public", methods=["POST"], website=True)
    def a(self): pass
    @route("/b")
    def b(self): pass
class Other(Main):
    @http.route()
    def a(self): pass
    @other.route("/c")
    def c(self): pass
`);
    expect(routes).toEqual([
      {
        paths: ["/a", "/a/<int:id>"],
        method: "a",
        className: "Main",
        file: "models.py",
        line: 6,
        auth: "public",
        type: "json",
        methods: ["POST"],
      },
      {
        paths: ["/b"],
        method: "b",
        className: "Main",
        file: "models.py",
        line: 8,
        auth: "user",
        type: "http",
        methods: [],
      },
      { paths: [], method: "a", className: "Other", file: "models.py", line: 11, auth: "", type: "", methods: [] },
    ]);
  });

  it("says which file Python cannot import, and reads the others", () => {
    const found = facts({
      "__init__.py": "from . import a, b",
      "a.py": "class A(models.Model):\n    x = (\n",
      "b.py": `${HEAD}class B(models.Model):\n    _name = 'x.b'`,
    });
    expect(found.issues).toMatchObject([{ code: "python-syntax", severity: "error", at: { path: "a.py", line: 2 } }]);
    expect(found.models.map(({ model }) => model)).toContain("x.b");
  });
});
