import { readDataFacts } from "@ipai/module";
import { describe, expect, test } from "vitest";
import { buildViews } from "./combine.ts";
import type { SnippetKeys } from "./definitions.ts";

interface Source {
  readonly manifest?: SnippetKeys;
  readonly xml: string;
}

/** Views of modules installed in this order; each has one data file `v.xml`. */
function viewsOf(sources: Readonly<Record<string, Source>>) {
  const bytes = (module: string) => new TextEncoder().encode(`<odoo>${sources[module]!.xml}</odoo>`);
  const modules = Object.entries(sources).map(([name, { manifest = {} }]) => ({
    name,
    manifest,
    records: readDataFacts(name, { data: ["v.xml"], demo: [] }, () => bytes(name)).records,
  }));
  return buildViews(modules, bytes);
}

const template = (id: string) => `<template id="${id}"><section/></template>`;
const call = (what: string) => `<function model="ir.module.module" name="_generate_primary_${what}_templates"/>`;
const number = (id: string) => `<template id="${id}"><p t-att-n="%(${id})d"/></template>`;

describe("views that website makes of a manifest's snippets", () => {
  const manifest: SnippetKeys = {
    configurator_snippets: { home: ["s_a"], about: ["s_a", "s_gone"] },
    new_page_templates: { basic: { 1: ["s_a", "shop.s_c"] } },
  };
  const shop = { xml: template("s_c") };
  const website = { manifest, xml: template("s_a") + call("snippet") + call("page") };
  const idsOf = (sources: Record<string, Source>) =>
    [...viewsOf(sources).definitions.keys()].filter((id) => !/\.s_/.test(id));

  test("are one for each snippet, then one for each use, and one for each new page", () => {
    expect(idsOf({ shop, website })).toEqual([
      "website.configurator_s_a",
      "website.configurator_home_s_a",
      "website.configurator_about_s_a",
      "website.new_page_template_s_a",
      "shop.new_page_template_s_c",
      "website.new_page_template_basic_s_a",
      "shop.new_page_template_basic_s_c",
      "website.new_page_template_basic_1_s_a",
      "shop.new_page_template_basic_1_s_c",
      "website.new_page_template_sections_basic_1",
    ]);
  });

  test("build on one another, with what extends them", () => {
    const extension = `<template id="more" inherit_id="website.configurator_s_a">
<xpath expr="//section" position="attributes"><attribute name="class">big</attribute></xpath></template>`;
    const views = viewsOf({ website, theme: { xml: extension } });
    expect(views.combine("website.configurator_home_s_a")).toMatchObject({
      arch: '<t t-name="website.s_a"><section class="big"/></t>',
      issues: [],
    });
    expect(views.combine("website.new_page_template_basic_s_a")?.arch).not.toContain("big");
    expect(views.combine("website.new_page_template_sections_basic_1")?.arch).toBe(
      `<div id="wrap">
    <t t-snippet-call="website.new_page_template_basic_1_s_a"/>
    <t t-snippet-call="shop.new_page_template_basic_1_s_c"/>
</div>`,
    );
  });

  test("are left out where one exists, where nothing calls for them, and without a manifest that names them", () => {
    const defined = { ...website, xml: template("s_a") + template("configurator_home_s_a") + call("snippet") };
    expect(viewsOf({ website: defined }).definitions.get("website.configurator_home_s_a")?.inherit).toBeUndefined();
    expect(idsOf({ website: defined })).not.toContain("website.new_page_template_sections_basic_1");
    expect(idsOf({ website: { manifest, xml: template("s_a") } })).toEqual([]);
    expect(idsOf({ website: { xml: website.xml } })).toEqual([]);
  });

  test("take snippets of other modules once these are installed", () => {
    const addons = { configurator_snippets_addons: { shop: { home: [["s_c", "after", "s_a"]] } } };
    const theme = {
      manifest: { ...addons, configurator_snippets: {} },
      xml: call("snippet"),
    };
    const own = { xml: template("s_c") };
    expect(idsOf({ website: own, theme })).toEqual([]);
    expect(idsOf({ website: own, shop, theme })).toEqual(["website.configurator_s_c", "website.configurator_home_s_c"]);
  });

  test("take database ids", () => {
    const xml = number("before") + website.xml + number("after");
    const archs = ["before", "after"].map(
      (id) => viewsOf({ website: { manifest, xml } }).combine(`website.${id}`)?.arch,
    );
    expect(archs.map((arch) => /n="(\d+)"/.exec(arch ?? "")?.[1])).toEqual(["1", "10"]);
  });
});
