import { readDataFacts } from "@ipai/module";
import { describe, expect, test } from "vitest";
import { buildViews } from "./combine.ts";

/** Views of modules given as `{module: xml}`, installed in this order; each has one data file `v.xml`. */
function viewsOf(sources: Readonly<Record<string, string>>) {
  const bytes = (module: string) => new TextEncoder().encode(`<odoo>\n${sources[module]}\n</odoo>`);
  const modules = Object.keys(sources).map((name) => ({
    name,
    records: readDataFacts(name, { data: ["v.xml"], demo: [] }, () => bytes(name)).records,
  }));
  return buildViews(modules, bytes);
}

const field = (name: string, value: string | number | undefined) =>
  value === undefined ? "" : `<field name="${name}">${value}</field>`;

interface Given {
  readonly inherit?: string;
  readonly model?: string;
  readonly mode?: string;
  readonly priority?: number;
  readonly active?: string;
}

/** A view record on one line. */
function view(id: string, arch: string | undefined, given: Given = {}): string {
  const inherit = given.inherit === undefined ? "" : `<field name="inherit_id" ref="${given.inherit}"/>`;
  const { model = "m", mode, priority, active } = given;
  const fields =
    field("model", model) + inherit + field("mode", mode) + field("priority", priority) + field("active", active);
  const archField = arch === undefined ? "" : `<field name="arch" type="xml">${arch}</field>`;
  return `<record id="${id}" model="ir.ui.view">${fields}${archField}</record>`;
}

const add = (name: string) => `<form position="inside"><field name="${name}"/></form>`;
const fieldsOf = (arch: string | null | undefined) =>
  Array.from(arch?.matchAll(/field name="(\w+)"/g) ?? [], (match) => match[1]).join("");

describe("the order in which extensions apply", () => {
  test("is by priority, then by creation, and depth first", () => {
    const views = viewsOf({
      a:
        view("base", "<form/>") +
        view("late", add("z"), { inherit: "base", priority: 20 }) +
        view("one", add("1"), { inherit: "base" }),
      b:
        view("two", add("2"), { inherit: "a.base" }) +
        view("below", add("b"), { inherit: "a.one" }) +
        view("early", add("e"), { inherit: "a.base", priority: 1 }),
    });
    const { applied, arch } = views.combine("a.base")!;
    expect(applied).toEqual(["a.base", "b.early", "a.one", "b.below", "b.two", "a.late"]);
    expect(fieldsOf(arch)).toBe("e1b2z");
  });

  test("leaves out inactive views with all below them, and extensions for another model", () => {
    const views = viewsOf({
      a:
        view("base", "<form/>") +
        view("off", add("1"), { inherit: "base", active: "False" }) +
        view("under", add("2"), { inherit: "off" }) +
        view("other", add("3"), { inherit: "base", model: "n" }),
    });
    expect(views.combine("a.base")!.applied).toEqual(["a.base"]);
  });

  test("gives a primary child its parent's extensions first, then its own", () => {
    const views = viewsOf({
      a:
        view("base", "<form/>") +
        view("child", add("c"), { inherit: "base", mode: "primary", model: "n" }) +
        view("more", add("d"), { inherit: "child", model: "n" }),
      b: view("ext", add("x"), { inherit: "a.base" }),
    });
    expect(fieldsOf(views.combine("a.child")!.arch)).toBe("xcd");
    expect(fieldsOf(views.combine("a.base")!.arch)).toBe("x");
    expect(views.combine("a.child")!.definition).toMatchObject({ type: "form", model: "n", mode: "primary" });
  });
});

describe("a view that another module changes", () => {
  test("keeps what the change does not give", () => {
    const views = viewsOf({
      a: view("base", "<form/>", { priority: 5 }),
      b: `<record id="a.base" model="ir.ui.view">${field("active", "False")}</record>`,
    });
    expect(views.definitions.get("a.base")).toMatchObject({ priority: 5, active: false, model: "m", type: "form" });
  });

  test("takes its new arch from where that is", () => {
    const views = viewsOf({ a: view("base", "<form/>"), b: view("a.base", '<form string="B"/>') });
    expect(views.combine("a.base")!.arch).toBe('<form string="B"/>');
    expect(views.definitions.get("a.base")?.arch).toMatchObject({ module: "b", file: "v.xml", line: 2 });
  });

  test("is gone when it is deleted", () => {
    const views = viewsOf({ a: view("base", "<form/>"), b: '<delete model="ir.ui.view" id="a.base"/>' });
    expect(views.combine("a.base")).toBeUndefined();
  });
});

describe("what convert.py makes of an entry", () => {
  test("templates get their name; those that inherit apply to their parent", () => {
    const views = viewsOf({
      a: '<template id="t" name="T"><p/></template>',
      b: '<template id="u" inherit_id="a.t"><p position="replace"><b/></p></template><template id="w" inherit_id="a.t" primary="True"><p position="after"><i/></p></template>',
    });
    expect(views.combine("a.t")!.arch).toBe('<t name="T" t-name="a.t"><b/></t>');
    expect(views.combine("b.w")!.issues[0]).toMatchObject({ code: "view-locator-not-found" });
  });

  test("a primary template has its own name", () => {
    const views = viewsOf({
      a: '<template id="t"><p/></template><template id="w" inherit_id="t" primary="True"><p position="after"><i/></p></template>',
    });
    expect(views.combine("a.w")!.arch).toBe('<t t-name="a.w"><p/><i/></t>');
  });

  test("several roots are wrapped, comments around one are dropped", () => {
    const views = viewsOf({ a: view("two", "<form/><list/>") + view("one", "<!-- c --><form/><!-- d -->") });
    expect(views.combine("a.two")!.arch).toBe("<data><form/><list/></data>");
    expect(views.combine("a.one")!.arch).toBe("<form/>");
  });

  test("%(xml id)d is the number a new database gives, %% a percent sign", () => {
    const action = (id: string, kind = "act_window") => `<record id="${id}" model="ir.actions.${kind}"/>`;
    const views = viewsOf({
      a: action("one") + action("two", "report") + `<record id="cron" model="ir.cron"/>`,
      b: action("three") + view("v", '<form><button name="%(three)d"/><button name="%(a.two)d"/>100%%</form>'),
    });
    expect(views.combine("b.v")!.arch).toBe('<form><button name="4"/><button name="2"/>100%</form>');
  });

  test("what comes with other records takes a number too, what may not be made takes none", () => {
    const act = (id: string, more = "") => `<record id="${id}" model="ir.actions.client" ${more}/>`;
    const views = viewsOf({
      a:
        view("first", "<form/>") +
        act("b.not_there", 'forcecreate="0"') +
        '<record id="w" model="website"/>' +
        act("one") +
        '<record id="s" model="lunch.supplier"/>' +
        act("two") +
        view("last", '<form a="%(last)d" b="%(one)d" c="%(two)d"/>'),
    });
    expect(views.combine("a.last")?.arch).toBe('<form a="3" b="1" c="3"/>');
  });

  test("a page's own arch is a view, which others extend", () => {
    const page = `<record id="p" model="website.page"><field name="key">a.p</field><field name="type">qweb</field>
<field name="arch" type="xml"><t t-name="a.p"><div/></t></field></record>`;
    const inside = '<xpath expr="//div" position="inside"><field name="x"/></xpath>';
    const views = viewsOf({ a: page, b: view("more", inside, { inherit: "a.p_ir_ui_view", model: "" }) });
    expect(views.combine("a.p_ir_ui_view")?.arch).toBe('<t t-name="a.p"><div><field name="x"/></div></t>');
    expect(views.definitions.has("a.p")).toBe(false);
  });

  test("a namespace declared around the arch comes with it", () => {
    const bytes = new TextEncoder().encode(`<odoo xmlns:x="urn:x">${view("v", "<form><x:a/></form>")}</odoo>`);
    const records = readDataFacts("a", { data: ["v.xml"], demo: [] }, () => bytes).records;
    const views = buildViews([{ name: "a", records }], () => bytes);
    expect(views.combine("a.v")!.arch).toBe('<form xmlns:x="urn:x"><x:a/></form>');
  });
});

describe("a view that Odoo would refuse", () => {
  test("names module, file and line of the locator, the view it extends, and what is near", () => {
    const views = viewsOf({
      a: view("base", '<form><field name="partner_id"/><field name="date_order"/></form>'),
      b: view(
        "ext",
        '\n<data>\n<field name="partner"\n position="after"/>\n<field name="date_order" position="replace"/></data>',
        { inherit: "a.base" },
      ),
    });
    const { issues, sha256, arch } = views.combine("a.base")!;
    expect(issues).toEqual([
      {
        code: "view-locator-not-found",
        severity: "error",
        message: 'b.ext: <field name="partner"> cannot be located in a.base',
        advice: expect.stringMatching(/^the nearest there: <field name="partner_id">/),
        at: { path: "b/v.xml", line: 4 },
      },
    ]);
    expect(sha256).toBeNull();
    expect(arch).toBe('<form><field name="partner_id"/></form>');
  });

  test.each([
    ["an invalid expression", '<xpath expr="//field[" position="after"/>', "view-spec-invalid"],
    ["an unknown position", '<form position="aside"/>', "view-spec-invalid"],
    ["an unknown xml id", '<form position="inside"><button name="%(none)d"/></form>', "view-unknown-xml-id"],
  ])("%s", (_, arch, code) => {
    const views = viewsOf({ a: view("base", "<form/>") + view("ext", arch, { inherit: "base" }) });
    expect(views.combine("a.base")!.issues.map((issue) => issue.code)).toEqual([code]);
  });

  test("a parent that is missing, or that leads back", () => {
    const circle = view("one", add("1"), { inherit: "two" }) + view("two", add("2"), { inherit: "one" });
    const views = viewsOf({ a: circle + view("orphan", add("3"), { inherit: "no.where" }) });
    for (const id of ["a.one", "a.orphan"])
      expect(views.combine(id)!.issues[0]).toMatchObject({ code: "view-parent-missing", at: { path: "a/v.xml" } });
  });

  test("no arch, an arch that is no XML, a file that is not there", () => {
    const views = viewsOf({
      a:
        view("none", undefined) +
        view("empty", "") +
        `<record id="bad" model="ir.ui.view"><field name="arch">&lt;form&gt;</field></record>`,
    });
    expect(views.combine("a.none")!).toMatchObject({ arch: null, sha256: null, issues: [{ code: "view-arch-empty" }] });
    expect(views.combine("a.empty")!.issues[0]?.code).toBe("view-arch-empty");
    expect(views.combine("a.bad")!.issues[0]?.code).toBe("xml-malformed");
    const records = readDataFacts("a", { data: ["v.xml"], demo: [] }, () =>
      new TextEncoder().encode(`<odoo>${view("v", "<form/>")}</odoo>`),
    ).records;
    expect(buildViews([{ name: "a", records }], () => undefined).combine("a.v")!.issues[0]?.code).toBe(
      "view-source-missing",
    );
  });
});

test("parts names the views whose files must be read", () => {
  const views = viewsOf({ a: view("base", "<form/>"), b: view("ext", add("1"), { inherit: "a.base" }) });
  expect(views.parts("a.base").map(({ arch }) => arch?.module)).toEqual(["a", "b"]);
  expect(views.parts("a.none")).toEqual([]);
});
