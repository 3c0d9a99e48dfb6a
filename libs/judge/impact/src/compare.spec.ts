import type { FieldFacts, MethodFacts, ModelFacts, ModuleFacts, RecordFacts } from "@ipai/module";
import { expect, test } from "vitest";
import { comparePictures } from "./compare.ts";
import type { Picture, PictureModule } from "./picture.ts";

const field = (name: string, type = "char", more: Partial<FieldFacts> = {}): FieldFacts => ({
  name,
  type,
  line: 1,
  ...more,
});
const method = (name: string, callsSuper = false): MethodFacts => ({ name, line: 9, decorators: [], callsSuper });
const model = (name: string, more: Partial<ModelFacts> = {}): ModelFacts => ({
  model: name,
  className: "M",
  file: "models/m.py",
  line: 1,
  defines: true,
  kind: "model",
  inherit: [],
  inherits: {},
  fields: [],
  methods: [],
  constraints: [],
  ...more,
});
const extension = (name: string, more: Partial<ModelFacts>) =>
  model(name, { defines: false, inherit: [name], ...more });
const rule = (id: string, values: Record<string, string>, of = "ir.model.access"): RecordFacts => ({
  kind: "record",
  id,
  own: true,
  model: of,
  noupdate: false,
  file: "security/rules.xml",
  line: 3,
  demo: false,
  values,
});

let tree = 0;
const module = (name: string, facts: Partial<ModuleFacts>): PictureModule => ({
  name,
  repository: "OCA/x",
  commit: "c".repeat(40),
  path: name,
  tree: String(tree++),
  facts: {
    name,
    manifest: null,
    models: [],
    routes: [],
    records: [],
    web: { registry: [], patches: [], components: [], templates: [] },
    migrations: [],
    tests: { classes: 0, methods: 0 },
    size: { python: 0, xml: 0, js: 0, tests: 0 },
    files: [],
    issues: [],
    ...facts,
  } as ModuleFacts,
});
const picture = (...modules: PictureModule[]): Picture => ({
  modules,
  missing: new Map(),
  read: (files) => files.map(() => null),
});
const changeOf = (before: Picture, after: Picture, name: string) =>
  comparePictures(before, after).modules.find((one) => one.name === name)!;

test("equal pictures have no impact", () => {
  const same = picture(module("a", { models: [model("x", { fields: [field("f")] })] }));
  expect(comparePictures(same, same)).toEqual({ modules: [], breaks: [], views: { checked: 0, unchecked: [] } });
});

test("a field that moves to another module, or to a parent model, is not removed", () => {
  const before = picture(
    module("a", { models: [model("x", { fields: [field("moved"), field("lifted"), field("lost")] })] }),
    module("b", {}),
  );
  const after = picture(
    module("a", { models: [model("base.x", { fields: [field("lifted")] }), model("x", { inherit: ["base.x"] })] }),
    module("b", { models: [extension("x", { fields: [field("moved")] })] }),
  );
  expect(changeOf(before, after, "a").fields.removed).toEqual(["x.lost"]);
});

test("a method reached by super() is gone only when it was below, not when it only stood above", () => {
  const user = module("user", { models: [extension("x", { methods: [method("close", true), method("name", true)] })] });
  const core = (methods: MethodFacts[]) => module("core", { models: [model("x", { methods })] });
  const above = module("above", { models: [extension("x", { methods: [method("name", true)] })] });
  const { breaks } = comparePictures(picture(core([method("close")]), user, above), picture(core([]), user));
  expect(breaks.map(({ code, module, innocent, message }) => [code, module, innocent, message.split(" ")[0]])).toEqual([
    ["method-gone", "user", true, "x.close"],
  ]);
});

test("what an access rule grants is compared, each model with its own defaults", () => {
  const before = picture(
    module("a", {
      records: [
        rule("a.access", { model_id: "ref:a.model_x", group_id: "ref:a.clerk", perm_read: "1" }),
        rule("a.rule", { model_id: "ref:a.model_x", perm_unlink: "False" }, "ir.rule"),
      ],
    }),
  );
  const after = picture(
    module("a", { records: [rule("a.access", { model_id: "ref:a.model_x", perm_read: "1", perm_write: "1" })] }),
  );
  expect(changeOf(before, after, "a").access).toEqual([
    { id: "a.access", kind: "changed", before: "a.model_x a.clerk r---", after: "a.model_x everyone rw--" },
    { id: "a.rule", kind: "removed", before: "a.model_x everyone rwc-", after: null },
  ]);
});

test("moving code within a file needs no update; a changed field does", () => {
  const before = picture(module("a", { models: [model("x", { fields: [field("f")], methods: [method("m")] })] }));
  const moved = picture(
    module("a", { models: [model("x", { line: 40, fields: [field("f", "char", { line: 44 })], methods: [] })] }),
  );
  const retyped = picture(module("a", { models: [model("x", { fields: [field("f", "text")] })] }));
  expect(changeOf(before, moved, "a").needsUpdate).toBe(false);
  expect(changeOf(before, retyped, "a")).toMatchObject({
    needsUpdate: true,
    retyped: [{ field: "x.f", from: "char", to: "text" }],
  });
});

test("a related path breaks at the step that is gone", () => {
  const core = (name: string) =>
    module("core", {
      models: [
        model("y", { fields: [field(name)] }),
        model("x", { fields: [field("y_id", "many2one", { relation: "y" })] }),
      ],
    });
  const user = module("user", {
    models: [extension("x", { fields: [field("shown", "char", { related: "y_id.code", line: 5 })] })],
  });
  const { breaks } = comparePictures(picture(core("code"), user), picture(core("ref"), user));
  expect(breaks).toMatchObject([
    { code: "field-gone", module: "user", at: { path: "user/models/m.py", line: 5, source: "OCA/x" } },
  ]);
  expect(breaks[0]!.message).toContain("y.code is gone");
});
