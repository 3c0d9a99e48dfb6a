import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { ipai, plant } from "../../testing.ts";

const manifest = (depends: string, more = "") =>
  `{"name": "N", "version": "19.0.1.0.0", "author": "A", "license": "LGPL-3", "depends": [${depends}], ${more}}`;
const action = (id: string) => `<record id="${id}" model="ir.actions.client"><field name="name">A</field></record>`;
const view = `<record id="v" model="ir.ui.view"><field name="arch" type="xml"><form a="%(act)d"/></field></record>`;

/** `auto` comes with a new database, so only in one run is `asked` installed before it. */
const FILES = {
  "base/__manifest__.py": manifest("", '"auto_install": True'),
  "base/__init__.py": "",
  "auto/__manifest__.py": manifest('"base"', '"auto_install": True, "data": ["d.xml"]'),
  "auto/__init__.py": "",
  "auto/d.xml": `<odoo>${action("act")}</odoo>`,
  "asked/__manifest__.py": manifest('"base"', '"data": ["d.xml"], "demo": ["demo.xml"]'),
  "asked/__init__.py": "",
  "asked/d.xml": `<odoo>${action("act")}${view}</odoo>`,
  "asked/demo.xml": `<odoo>${action("shown")}</odoo>`,
};

const sha = (number: number) => createHash("sha256").update(`<form a="${number}"></form>`).digest("hex");

/** Share of equal facts by aspect, for a database where `asked`'s action has this number. */
function compared(number: number, told: { created?: string[]; demo?: string[] } = {}, shown = false) {
  const row = (name: string, auto_install: boolean) => ({ name, version: "1", auto_install });
  const xmlids = ["auto.act", "asked.act", ...(shown ? ["asked.shown"] : [])].map((id) => {
    const noupdate = id === "asked.shown";
    return [...id.split("."), "ir.actions.client", noupdate];
  });
  const oracle = {
    installed: [row("base", true), row("auto", true), row("asked", false)],
    load_order: ["base", "asked", "auto"],
    models: [],
    fields: [],
    xmlids: [...xmlids, ["asked", "v", "ir.ui.view", false]],
    views: [{ xmlid: "asked.v", model: false, type: "form", active: true, sha: sha(number) }],
    ...told,
  };
  const root = plant({ ...FILES, "oracle.json": JSON.stringify(oracle) });
  const run = ipai(root, "odoo", "oracle", "compare", "oracle.json", "--source", ".", "--json");
  const { comparisons } = JSON.parse(run.stdout) as { comparisons: { aspect: string; ratio: number }[] };
  return Object.fromEntries(comparisons.map(({ aspect, ratio }) => [aspect, ratio]));
}

const EQUAL = { installed: 1, "load order": 1, models: 1, fields: 1, "xml ids": 1, views: 1 };

test("a database was made first and filled then, unless its records say that one run did both", () => {
  expect(compared(2)).toEqual(EQUAL);
  expect(compared(1)).toEqual({ ...EQUAL, views: 0 });
  expect(compared(1, { created: ["asked", "auto"] })).toEqual(EQUAL);
  expect(compared(2, { created: ["auto", "asked"] })).toEqual(EQUAL);
});

test("demo data counts where the database has it", () => {
  expect(compared(2, { demo: ["asked"] }, true)).toEqual(EQUAL);
  expect(compared(2, { demo: ["asked"] })["xml ids"]).toBeLessThan(1);
  expect(compared(2, { demo: [] })).toEqual(EQUAL);
});
