import { describe, expect, it, test } from "vitest";
import { isWebFile, readWebFacts } from "./read.ts";

function read(script: string) {
  return readWebFacts(new Map([["static/src/x.js", script]]));
}

const registered = (script: string) =>
  read(script).web.registry.map(({ category, key, line }) => `${line} ${category}:${key}`);

describe("registry additions", () => {
  it("reads direct, chained and nested ones", () => {
    expect(
      registered(`
        import { registry } from "@web/core/registry";
        registry.category("views").add("gantt", {}).add("map", {}, { force: true });
        registry.category("debug").category("form").add("item", () => {});
        this.env.registry.category("services").add(\`clock\`, {});`),
    ).toEqual(["3 views:map", "3 views:gantt", "4 debug/form:item", "5 services:clock"]);
  });

  it("follows constants and literal members of this file", () => {
    expect(
      registered(`
        const fields = registry.category("fields");
        const KEY = "phone";
        class Plugin { static id = "plugin"; }
        const service = { name: "mailer" };
        fields.add(KEY, {});
        fields.add(Plugin.id, Plugin);
        fields.add(service.name, service);
        publicWidget.registry.Cart = publicWidget.Widget.extend({});`),
    ).toEqual(["6 fields:phone", "7 fields:plugin", "8 fields:mailer", "9 publicWidget:Cart"]);
  });

  it("names a key that only a run could tell, and takes no other `add` for one", () => {
    const { web, issues } = read(`
      registry.category("actions").add(makeKey(), {});
      new Set().add("x"); element.classList.add("registry");
      // registry.category("comment").add("no", 1)`);
    expect(web.registry).toEqual([]);
    expect(issues).toMatchObject([
      { code: "web-dynamic-key", severity: "info", at: { path: "static/src/x.js", line: 2 } },
    ]);
  });
});

test("patches name their target", () => {
  const { web } = read(`patch(Form.prototype, { setup() {} });\npatch(models, {});\nobject.patch(a, b); patch(one);`);
  expect(web.patches.map(({ target, line }) => `${line} ${target}`)).toEqual(["1 Form.prototype", "2 models"]);
});

test("components have their template, null where it is inline or the parent's", () => {
  const { web } = read(`
    class A extends Component { static template = "x.A"; }
    class B extends A { static props = {}; }
    class C extends Component { static template = xml\`<div/>\`; }
    class D extends Component {}
    D.template = "x.D";
    class Plain extends Map {}`);
  expect(web.components.map(({ name, template }) => [name, template])).toEqual([
    ["A", "x.A"],
    ["B", null],
    ["C", null],
    ["D", null],
    ["D", "x.D"],
  ]);
});

test("templates are the children of the root", () => {
  const { web } = readWebFacts(
    new Map([
      [
        "static/src/x.xml",
        `<?xml version="1.0"?>
<templates>
  <t t-name="x.A"><div t-name="nested"/></t>
  <t t-name="x.B" t-inherit="x.A"/>
  <t t-inherit="web.Form" t-inherit-mode="extension"><xpath expr="//div" position="after"/></t>
</templates>`,
      ],
    ]),
  );
  expect(web.templates).toEqual([
    { name: "x.A", file: "static/src/x.xml", line: 3 },
    { name: "x.B", inherit: "x.A", mode: "primary", file: "static/src/x.xml", line: 4 },
    { name: "", inherit: "web.Form", mode: "extension", file: "static/src/x.xml", line: 5 },
  ]);
});

test("a file may be one template alone", () => {
  const { web } = readWebFacts(new Map([["static/src/x.xml", `<t t-name="x.A"><t t-name="nested"/></t>`]]));
  expect(web.templates).toEqual([{ name: "x.A", file: "static/src/x.xml", line: 1 }]);
});

describe("bad input", () => {
  it("is an issue with its place, and the other files are read", () => {
    const { web, issues } = readWebFacts(
      new Map([
        ["static/src/a.js", `registry.category("x").add("k" {`],
        ["static/src/b.xml", "<templates><t t-name='ok'/><t></templates>"],
        ["static/src/c.js", `registry.category("x").add("k", 1)`],
      ]),
    );
    expect(issues).toMatchObject([
      { code: "web-script", severity: "warning", at: { path: "static/src/a.js", line: 1 } },
      { code: "xml-malformed", at: { path: "static/src/b.xml", line: 1 } },
    ]);
    expect(web.registry).toHaveLength(1);
    expect(web.templates.map(({ name }) => name)).toEqual(["ok"]);
  });

  it("of deep nesting ends within bounds", () => {
    const { issues } = read(`registry.x(${"[".repeat(20_000)}${"]".repeat(20_000)})`);
    expect(issues.map(({ code }) => code)).toEqual(["web-script"]);
    expect(read(`registry.x = ${"a.b(".repeat(300)}1${")".repeat(300)}`).issues).toEqual([]);
  });
});

test("libraries and tests are no web client code", () => {
  expect(["static/src/a.js", "static/src/b/c.xml"].every(isWebFile)).toBe(true);
  expect(["static/lib/a.js", "static/src/lib/a.js", "static/tests/a.js", "static/src/a.scss"].some(isWebFile)).toBe(
    false,
  );
});
