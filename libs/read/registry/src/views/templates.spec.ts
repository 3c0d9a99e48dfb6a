import { describe, expect, test } from "vitest";
import { buildTemplates } from "./templates.ts";

/** Templates of a bundle whose files are given in order. */
function bundle(files: Readonly<Record<string, string>>) {
  const list = Object.keys(files).map((path) => ({ module: "m", path }));
  return buildTemplates(list, (_, path) => new TextEncoder().encode(`<templates>\n${files[path]}\n</templates>`));
}

const extend = (parent: string, spec: string) => `<t t-inherit="${parent}" t-inherit-mode="extension">${spec}</t>`;
const base = '<div t-name="m.A"><p class="x"/></div>';

describe("client templates", () => {
  test("extensions change the template itself, in the bundle's order", () => {
    const templates = bundle({
      "a.xml": base,
      "b.xml": extend("m.A", '<xpath expr="//p" position="after"><i/></xpath>'),
      "c.xml": extend("m.A", `<xpath expr="//p[hasclass('x')]" position="after"><b/></xpath>`),
    });
    expect(templates.combine("m.A")).toEqual({
      name: "m.A",
      arch: '<div t-name="m.A"><p class="x"/><b/><i/></div>',
      applied: ["m/a.xml:2", "m/b.xml:2", "m/c.xml:2"],
      issues: [],
    });
    expect(templates.issues).toEqual([]);
  });

  test("a primary copy has its own name and tag, and its parent's extensions as of its place", () => {
    const templates = bundle({
      "a.xml": base,
      "b.xml": extend("m.A", "<p position='replace'><i/></p>"),
      "c.xml": '<t t-name="m.B" t-inherit="m.A" t-inherit-mode="primary"><i position="after"><u/></i></t>',
      "d.xml": extend("m.A", "<i position='after'><s/></i>") + extend("m.B", "<u position='after'><b/></u>"),
    });
    expect(templates.combine("m.B")?.arch).toBe('<t t-name="m.B"><i/><u/><b/></t>');
    expect(templates.combine("m.A")?.arch).toBe('<div t-name="m.A"><i/><s/></div>');
  });

  test("specs are read as the browser reads them, not as the server does", () => {
    const change = '<attribute name="class" add="y" separator=" "/><attribute name="t-if" add="a" other="1"/>';
    const templates = bundle({
      "a.xml": '<div t-name="m.A"><p class="x big"/></div>',
      "b.xml": extend("m.A", `<xpath expr="//p[hasclass('x big')]" position="attributes">${change}</xpath>`),
      "c.xml": extend("m.A", '<p class="x big y" position="after"><b/></p><div position="inside"><i/></div>'),
    });
    const { arch, issues } = templates.combine("m.A")!;
    expect(arch).toBe('<div t-name="m.A"><p class="x big y" t-if="a"/><b/></div>');
    expect(issues.map(({ message }) => message)).toEqual(['<xpath expr=".//div"> cannot be located in m.A']);
  });

  test("a locator that finds nothing is named with its place", () => {
    const templates = bundle({
      "a.xml": base,
      "b.xml": extend("m.A", '\n<xpath expr="//q[hasclass(\'x\')]" position="after"/>'),
    });
    expect(templates.combine("m.A")?.issues).toMatchObject([
      {
        code: "template-locator-not-found",
        at: { path: "m/b.xml", line: 3 },
        advice: expect.stringContaining('<p class="x">'),
      },
    ]);
  });

  test.each([
    ["a parent that is nowhere", extend("m.Z", ""), "template-parent-missing"],
    ["no name", "<t/>", "template-without-name"],
    ["a name used twice", base, "template-twice"],
    ["a broken file", '<t t-name="m.B">', "xml-malformed"],
  ])("%s is an issue of the bundle", (_, text, code) => {
    expect(bundle({ "a.xml": base, "b.xml": text }).issues.map((issue) => issue.code)).toEqual([code]);
  });

  test("copies that lead back to themselves, or to nothing, are issues", () => {
    const copy = (name: string, parent: string) => `<t t-name="${name}" t-inherit="${parent}"/>`;
    const templates = bundle({ "a.xml": copy("m.A", "m.B") + copy("m.B", "m.A") + copy("m.C", "m.D") });
    expect(templates.combine("m.A")).toMatchObject({ arch: null, issues: [{ code: "template-parent-missing" }, {}] });
    expect(templates.combine("m.C")).toMatchObject({ arch: null, issues: [{ code: "template-parent-missing" }] });
    expect(templates.combine("m.D")).toBeUndefined();
  });
});
