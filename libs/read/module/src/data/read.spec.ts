import { describe, expect, test } from "vitest";
import { readDataFacts } from "./read.ts";

function facts(files: Record<string, string>, module = "sale_x", demo: string[] = []) {
  const data = Object.keys(files).filter((file) => !demo.includes(file));
  return readDataFacts(module, { data, demo }, (path) =>
    files[path] === undefined ? undefined : new TextEncoder().encode(files[path]),
  );
}

/** A cron with more fields. */
const cron = (extra = "") => `<record id="c" model="ir.cron"><field name="interval_number">1</field>${extra}</record>`;

const ids = (files: Record<string, string>, module?: string) => facts(files, module).records.map((record) => record.id);

describe("records", () => {
  test("have a full id, model, line and the noupdate of the nearest data element", () => {
    const { records } = facts({
      "data/a.xml": `<odoo noupdate="1">
  <record id="one" model="res.partner"/>
  <data noupdate="0">
    <record id="base.two" model="res.partner" forcecreate="False"/>
  </data>
  <data><record model="res.partner"/></data>
</odoo>`,
    });
    expect(records).toEqual([
      {
        kind: "record",
        id: "sale_x.one",
        own: true,
        model: "res.partner",
        noupdate: true,
        file: "data/a.xml",
        line: 2,
        demo: false,
      },
      {
        kind: "record",
        id: "base.two",
        own: false,
        model: "res.partner",
        noupdate: false,
        forcecreate: false,
        file: "data/a.xml",
        line: 4,
        demo: false,
      },
      {
        kind: "record",
        id: null,
        own: true,
        model: "res.partner",
        noupdate: true,
        file: "data/a.xml",
        line: 6,
        demo: false,
      },
    ]);
  });

  test("come in manifest order, demo files last and noupdate", () => {
    const { records, absent } = facts(
      { "z.xml": `<odoo><record id="z" model="m"/></odoo>`, "a.xml": `<odoo><record id="a" model="m"/></odoo>` },
      "m",
      ["a.xml", "gone.xml"],
    );
    expect(records.map((record) => [record.id, record.demo, record.noupdate])).toEqual([
      ["m.z", false, false],
      ["m.a", true, true],
    ]);
    expect(absent).toEqual(["gone.xml"]);
  });

  test("inside a one2many field follow their parent", () => {
    const xml = `<odoo><record id="a" model="m"><field name="line_ids"><record id="b" model="l"/></field></record></odoo>`;
    expect(ids({ "a.xml": xml })).toEqual(["sale_x.a", "sale_x.b"]);
  });

  test("of models with a delegate bring its record, once, unless the data names it", () => {
    expect(ids({ "a.xml": `<odoo>${cron()}${cron()}</odoo>` })).toEqual([
      "sale_x.c",
      "sale_x.c_ir_actions_server",
      "sale_x.c",
    ]);
    expect(ids({ "a.xml": `<odoo>${cron('<field name="ir_actions_server_id" ref="s"/>')}</odoo>` })).toEqual([
      "sale_x.c",
    ]);
  });

  test("of pages with an arch of their own bring its view", () => {
    const page = `<record id="p" model="website.page">
<field name="url">/p</field><field name="key">sale_x.p</field><field name="type">qweb</field>
<field name="arch" type="xml"><t t-name="sale_x.p"><div name="d"/></t></field></record>`;
    const [, view] = facts({ "a.xml": `<odoo>${page}</odoo>` }).records;
    expect(view).toMatchObject({
      id: "sale_x.p_ir_ui_view",
      model: "ir.ui.view",
      line: 1,
      view: { type: "qweb", key: "sale_x.p", mode: "primary", names: ["div.d"] },
    });
    const named = page.replace("</record>", '<field name="view_id" ref="v"/></record>');
    expect(ids({ "a.xml": `<odoo>${named}</odoo>` })).toEqual(["sale_x.p"]);
  });

  test("that code has made already bring nothing", () => {
    const variant = '<record id="v" model="product.product"/>';
    const call = (id: string) => `<function model="ir.model.data" name="_update_xmlids">
<value model="base" eval="[{'xml_id': '${id}', 'record': obj().browse(1), 'noupdate': True}]"/></function>`;
    const of = (id: string) => ids({ "a.xml": `<odoo>${call(id)}${variant}</odoo>` });
    expect(of("sale_x.v")).toEqual([null, "sale_x.v"]);
    expect(of("sale_x.other")).toEqual([null, "sale_x.v", "sale_x.v_product_template"]);
  });

  test("keep what connects them: values and references with full names", () => {
    const { records } = facts({
      "a.xml": `<odoo>
<record id="act" model="ir.actions.act_window"><field name="res_model">sale.order</field><field name="view_id" ref="v"/>
  <field name="context" eval="{'default_type': ref('base.t')}"/></record>
<record id="g" model="res.groups"><field name="implied_ids" eval="[(4, ref('base.group_user')), (4, ref('h'))]"/></record>
<record id="r" model="ir.rule"><field name="perm_read" eval="False"/></record>
<function model="m" name="f"><value eval="[ref('x')]"/></function>
<delete model="m" id="old"/>
</odoo>`,
    });
    expect(records.map(({ kind, id, values, refs }) => ({ kind, id, values, refs }))).toEqual([
      {
        kind: "record",
        id: "sale_x.act",
        values: { res_model: "sale.order", view_id: "ref:sale_x.v" },
        refs: ["base.t", "sale_x.v"],
      },
      {
        kind: "record",
        id: "sale_x.g",
        values: { implied_ids: "ref:base.group_user,ref:sale_x.h" },
        refs: ["base.group_user", "sale_x.h"],
      },
      { kind: "record", id: "sale_x.r", values: { perm_read: "False" }, refs: undefined },
      { kind: "function", id: null, values: undefined, refs: ["sale_x.x"] },
      { kind: "delete", id: "sale_x.old", values: undefined, refs: undefined },
    ]);
  });
});

describe("menus, assets and templates", () => {
  test("nested menus have the menu around them as parent", () => {
    const { records } = facts({
      "a.xml": `<odoo><menuitem id="root" name="R" groups="base.group_user,-g"><menuitem id="leaf" action="act" sequence="5"/></menuitem></odoo>`,
    });
    expect(records.map(({ id, values, refs }) => ({ id, values, refs }))).toEqual([
      {
        id: "sale_x.root",
        values: { name: "R", group_ids: "ref:base.group_user,ref:sale_x.g" },
        refs: ["base.group_user", "sale_x.g"],
      },
      {
        id: "sale_x.leaf",
        values: { sequence: "5", parent_id: "ref:sale_x.root", action: "ref:sale_x.act" },
        refs: ["sale_x.act", "sale_x.root"],
      },
    ]);
  });

  test("assets are ir.asset records", () => {
    const xml = `<odoo><asset id="a" name="A" active="False"><bundle directive="prepend">web.b</bundle><path>x/y.js</path></asset></odoo>`;
    expect(facts({ "a.xml": xml }).records[0]).toMatchObject({
      kind: "asset",
      model: "ir.asset",
      values: { name: "A", bundle: "web.b", directive: "prepend", path: "x/y.js", active: "False" },
    });
  });

  test("templates are qweb views with their id as key", () => {
    const { records } = facts({
      "a.xml": `<odoo><template id="t"><t t-call="web.layout"/></template>
<template id="u" inherit_id="web.layout" primary="True" priority="99" active="False"><xpath expr="." position="inside"/></template>
<template id="w" inherit_id="t"><div id="x" position="after"/></template></odoo>`,
    });
    expect(records.map((record) => [record.id, record.view, record.refs])).toEqual([
      [
        "sale_x.t",
        {
          type: "qweb",
          model: "",
          key: "sale_x.t",
          mode: "primary",
          priority: 16,
          active: true,
          given: ["name", "key", "type", "arch"],
          names: [],
        },
        ["web.layout"],
      ],
      [
        "sale_x.u",
        {
          type: "qweb",
          model: "",
          inherit: "web.layout",
          key: "sale_x.u",
          mode: "primary",
          priority: 99,
          active: false,
          given: ["name", "key", "type", "arch", "inherit_id", "priority", "active", "mode"],
          names: [],
          locators: [{ expr: ".", position: "inside", line: 2 }],
        },
        ["web.layout"],
      ],
      [
        "sale_x.w",
        {
          type: "qweb",
          model: "",
          inherit: "sale_x.t",
          key: "sale_x.w",
          mode: "extension",
          priority: 16,
          active: true,
          given: ["name", "key", "type", "arch", "inherit_id"],
          names: [],
          locators: [{ expr: "//div[@id='x']", position: "after", line: 3 }],
        },
        ["sale_x.t"],
      ],
    ]);
  });
});

test("what Community advertises is kept: settings to upgrade for, apps to buy", () => {
  const { records } = facts({
    "a.xml": `<odoo><record id="s" model="ir.ui.view"><field name="model">res.config.settings</field>
<field name="arch" type="xml"><form><field name="module_x" widget="upgrade_boolean"/><field name="module_y"/></form></field></record>
<record id="base.module_z" model="ir.module.module"><field name="name">z</field><field name="to_buy" eval="True"/></record></odoo>`,
  });
  expect(records[0]?.view?.upgrades).toEqual([{ field: "module_x", line: 2 }]);
  expect(records[1]?.values).toEqual({ name: "z", to_buy: "True" });
});

test("a view knows its type, names, locators and references", () => {
  const { records } = facts({
    "views/a.xml": `<odoo>
<record id="v" model="ir.ui.view"><field name="model">m</field><field name="arch" type="xml">
  <list><field name="b"/><button name="%(act)d" type="action" groups="!base.g,x.y"/><field name="a"/></list></field></record>
<record id="w" model="ir.ui.view"><field name="model">m</field><field name="inherit_id" ref="o.v"/><field name="priority" eval="20"/>
  <field name="active">0</field><field name="arch" type="xml"><data><field name="a" position="after">
    <field name="c"/><field name="b" position="move"/></field>
    <xpath expr="//list" position="attributes"><attribute name="string">S</attribute></xpath></data></field></record></odoo>`,
  });
  expect(records.map((record) => [record.view, record.refs])).toEqual([
    [
      {
        type: "list",
        model: "m",
        mode: "primary",
        priority: 16,
        active: true,
        given: ["model", "arch"],
        names: ["button.%(act)d", "field.a", "field.b"],
      },
      ["base.g", "sale_x.act", "x.y"],
    ],
    [
      {
        type: null,
        model: "m",
        inherit: "o.v",
        mode: "extension",
        priority: 20,
        active: false,
        given: ["model", "inherit_id", "priority", "active", "arch"],
        names: ["field.c"],
        locators: [
          { expr: "//field[@name='a']", position: "after", line: 5 },
          { expr: "//field[@name='b']", position: "move", line: 6 },
          { expr: "//list", position: "attributes", line: 7 },
        ],
      },
      ["o.v"],
    ],
  ]);
});

test("a view that says it has no parent has none", () => {
  const field = `<field name="inherit_id" eval="False"/><field name="arch" type="xml"><form/></field>`;
  const { records } = facts({ "a.xml": `<odoo><record id="v" model="ir.ui.view">${field}</record></odoo>` });
  expect(records[0]?.view).toMatchObject({ type: "form", mode: "primary", given: ["inherit_id", "arch"] });
  expect(records[0]?.view).not.toHaveProperty("inherit");
});

describe("CSV", () => {
  test("one record per row, model from the file name, ids completed, continuation rows skipped", () => {
    const { records } = facts({
      "security/ir.model.access-extra.csv": `id,name,model_id:id,group_id/id,perm_read,line_ids/name
a,"A, with
two lines",model_x,base.group_user,1,
,,,,,second line
other.b,B,other.model_y,,0,
`,
    });
    expect(records.map(({ id, own, model, line, values, refs }) => ({ id, own, model, line, values, refs }))).toEqual([
      {
        id: "sale_x.a",
        own: true,
        model: "ir.model.access",
        line: 2,
        refs: ["base.group_user", "sale_x.model_x"],
        values: {
          name: "A, with\ntwo lines",
          model_id: "ref:sale_x.model_x",
          group_id: "ref:base.group_user",
          perm_read: "1",
        },
      },
      {
        id: "other.b",
        own: false,
        model: "ir.model.access",
        line: 5,
        refs: ["other.model_y"],
        values: { name: "B", model_id: "ref:other.model_y", perm_read: "0" },
      },
    ]);
  });
});

test("rows of a CSV file before one that does not end are kept, each with its line", () => {
  const { records, issues } = facts({ "m.csv": `id,name\r\n\r\na,"A ""x"""\r\nb,B\n"c,C\nd,D\n` });
  expect(records.map(({ id, line }) => [id, line])).toEqual([
    ["sale_x.a", 3],
    ["sale_x.b", 4],
  ]);
  expect(issues).toMatchObject([{ code: "csv-malformed", at: { path: "m.csv", line: 5 } }]);
});

describe("broken files", () => {
  test("keep what came before the break and say where it is", () => {
    const { records, issues } = facts({
      "a.xml": `<odoo>\n<record id="a" model="m"/>\n<record id="b" model=m/>\n</odoo>`,
      "b.xml": `<odoo/>`,
    });
    expect(records.map((record) => record.id)).toEqual(["sale_x.a"]);
    expect(issues).toMatchObject([{ code: "xml-malformed", severity: "error", at: { path: "a.xml", line: 3 } }]);
  });

  test.each([
    ["a.yml", "x", "unknown-data-file"],
    ["a.xml", "<templates/>", "not-a-data-file"],
    ["a.xml", `<odoo><record id="a"/></odoo>`, "record-without-model"],
    ["a.xml", `<odoo><menuitem name="a"/></odoo>`, "menuitem-without-id"],
    ["a.xml", `<odoo><template/></odoo>`, "template-without-id"],
    ["a.xml", `<odoo><record id="a.b.c" model="m"/></odoo>`, "xml-id-with-dots"],
    ["m.csv", `id\n"a`, "csv-malformed"],
  ])("%s: %s is %s", (file, text, code) => {
    expect(facts({ [file]: text }).issues.map((issue) => issue.code)).toEqual([code]);
  });

  test("a sound file has no issues", () => {
    expect(facts({ "a.xml": "<odoo/>", "b.sql": "select 1", "m.csv": "id\na" }).issues).toEqual([]);
  });
});
