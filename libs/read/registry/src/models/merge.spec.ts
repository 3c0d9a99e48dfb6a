import type { FieldFacts, ModelFacts } from "@ipai/module";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeModels } from "./merge.ts";
import type { MergedModel } from "./types.ts";

type Fields = Readonly<Record<string, Partial<FieldFacts>>>;

/** A class: `_name`, `_inherit`, fields; a model is what it names, or the one it inherits. */
function define(
  model: string,
  inherit: string[] = [],
  fields: Fields = {},
  more: Partial<ModelFacts> = {},
): ModelFacts {
  return {
    model,
    className: "C",
    file: "models.py",
    line: 1,
    defines: !inherit.includes(model),
    kind: "model",
    inherit,
    inherits: {},
    methods: [],
    constraints: [],
    ...more,
    fields: Object.entries(fields).map(([name, facts]) => ({ name, line: 1, type: "char", ...facts })),
  };
}

const extend = (model: string, fields: Fields = {}, more: Partial<ModelFacts> = {}) =>
  define(model, [model], fields, more);
const BASE = { name: "base", models: [define("base", [], {}, { kind: "abstract" }), define("res.users")] };

function merge(modules: Readonly<Record<string, ModelFacts[]>>): ReadonlyMap<string, MergedModel> {
  const { value, issues } = mergeModels([BASE, ...Object.entries(modules).map(([name, models]) => ({ name, models }))]);
  expect(issues).toEqual([]);
  return value;
}

const field = (models: ReadonlyMap<string, MergedModel>, model: string, name: string) =>
  models.get(model)?.fields.get(name);

describe("mergeModels", () => {
  it("gives a model its magic fields, and an abstract one those of every model only", () => {
    const models = merge({
      x: [define("x.a"), define("x.b", [], {}, { kind: "abstract" }), define("x.c", [], {}, { auto: false })],
    });
    const names = (model: string) => [...(models.get(model)?.fields.keys() ?? [])];
    expect(names("x.a")).toEqual(["id", "display_name", "create_uid", "create_date", "write_uid", "write_date"]);
    expect(names("x.b")).toEqual(["id", "display_name"]);
    expect(names("x.c")).toEqual(["id", "display_name"]);
  });

  it("merges what extensions say, the last word winning", () => {
    const models = merge({
      x: [define("x.a", [], { name: { string: "Name", required: true }, code: { type: "integer", required: true } })],
      y: [extend("x.a", { name: { string: "Title" }, code: { type: "char" } })],
      z: [extend("x.a", { name: { required: false } })],
    });
    expect(field(models, "x.a", "name")).toMatchObject({ string: "Title", required: false, modules: ["x", "y", "z"] });
    // Another field class takes nothing over, and the modules before it no longer define the field.
    expect(field(models, "x.a", "code")).toMatchObject({ type: "char", required: false, modules: ["x", "y"] });
    expect(models.get("x.a")?.modules).toEqual(["x", "y", "z"]);
  });

  it("gives fields of a mixin to all models that inherit it, in the name of who brought it in", () => {
    const models = merge({
      mail: [
        define(
          "mail.thread",
          [],
          { message_ids: { type: "one2many", relation: "mail.message" } },
          { kind: "abstract" },
        ),
      ],
      x: [define("x.a")],
      y: [define("x.a", ["x.a", "mail.thread"])],
      z: [extend("mail.thread", { late: {} })],
    });
    expect(field(models, "x.a", "message_ids")?.modules).toEqual(["y"]);
    expect(field(models, "x.a", "late")?.modules).toEqual(["z"]);
    expect(models.get("x.a")).toMatchObject({ inherit: ["mail.thread"], modules: ["x", "y"] });
  });

  it("delegates fields of a parent record", () => {
    const models = merge({
      x: [
        define("x.partner", [], { name: { required: true }, city: {}, active: { type: "boolean" } }),
        define(
          "x.user",
          [],
          { partner_id: { type: "many2one", relation: "x.partner", required: true }, active: { type: "boolean" } },
          { inherits: { "x.partner": "partner_id" } },
        ),
      ],
      y: [extend("x.partner", { late: {} })],
    });
    expect(field(models, "x.user", "name")).toMatchObject({
      inherited: true,
      related: "partner_id.name",
      required: true,
      store: false,
      modules: ["x"],
    });
    expect(field(models, "x.user", "active")).toMatchObject({ inherited: false, store: true });
    expect(field(models, "x.user", "late")?.modules).toEqual(["y"]);
  });

  it("knows what computed and related fields are by default", () => {
    const models = merge({
      x: [
        define("x.a", [], {
          other_id: { type: "many2one", relation: "x.b" },
          computed: { compute: "_c" },
          stored: { compute: "_c", store: true, inverseMethod: "_i" },
          partner_id: { type: "many2one", related: "other_id.partner_id" },
          sparse: { sparse: "data" },
          undone: { compute: false },
        }),
        define("x.b", [], { partner_id: { type: "many2one", relation: "x.a", string: "Whom" } }),
      ],
    });
    const flags = ["computed", "stored", "partner_id", "sparse", "undone"].map((name) => {
      const { store, readonly } = field(models, "x.a", name)!;
      return [name, store, readonly];
    });
    expect(flags).toEqual([
      ["computed", false, true],
      ["stored", true, false],
      ["partner_id", false, true],
      ["sparse", false, false],
      ["undone", true, false],
    ]);
    expect(field(models, "x.a", "partner_id")).toMatchObject({ relation: "x.a", string: "Whom" });
  });

  it("names what nobody defines, and merges the rest", () => {
    const { value, issues } = mergeModels([
      BASE,
      { name: "x", models: [extend("x.lost", { a: {} }), define("x.a", ["no.mixin"])] },
    ]);
    expect(issues.map(({ code, severity, message, at }) => [code, severity, message, at?.path])).toEqual([
      [
        "model-parent-missing",
        "error",
        "x: class C extends x.lost, which no module loaded before it defines",
        "x/models.py",
      ],
      [
        "model-parent-missing",
        "error",
        "x: class C inherits from no.mixin, which no module loaded before it defines",
        "x/models.py",
      ],
    ]);
    expect(field(value, "x.lost", "a")).toBeDefined();
  });

  it("ends on models that inherit each other", () => {
    const value = merge({ x: [define("x.a"), define("x.b", ["x.a"]), define("x.a", ["x.a", "x.b"], { late: {} })] });
    expect(field(value, "x.b", "id")).toBeDefined();
  });

  it("gives the same picture whatever unrelated modules stand between", () => {
    const modules = fc.uniqueArray(fc.constantFrom("p", "q", "r", "s", "t"), { maxLength: 5 });
    fc.assert(
      fc.property(modules, (names) => {
        const own = { x: [define("x.a", [], { name: {} })], y: [extend("x.a", { name: { required: true } })] };
        const others = Object.fromEntries(names.map((name) => [name, [define(`${name}.m`, [], { name: {} })]]));
        expect(merge({ x: own.x, ...others, y: own.y }).get("x.a")).toEqual(merge(own).get("x.a"));
      }),
      { numRuns: 30 },
    );
  });
});
