import { readDataFacts } from "@ipai/module";
import { describe, expect, it } from "vitest";
import { declaredRecords } from "./declared.ts";

/** What data files of modules leave, in order of installation: `model`, with `!` for noupdate. */
function declared(sources: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(sources).flatMap(([name, xml]) => {
    const bytes = new TextEncoder().encode(`<odoo>${xml}</odoo>`);
    return readDataFacts(name, { data: ["d.xml"], demo: [] }, () => bytes).records;
  });
  const rows = [...declaredRecords(entries).values()];
  return Object.fromEntries(rows.map(({ id, model, noupdate }) => [id, noupdate ? `${model}!` : model]));
}

const record = (id: string, model = "m", more = "") => `<record id="${id}" model="${model}" ${more}/>`;
const kept = (xml: string) => `<data noupdate="1">${xml}</data>`;

describe("records that data files declare", () => {
  it("are settled by the first entry, and gone when deleted", () => {
    expect(declared({ a: kept(record("x")) + record("y"), b: record("a.x") })).toEqual({ "a.x": "m!", "a.y": "m" });
    expect(declared({ a: record("x"), b: '<delete model="m" id="a.x"/>' })).toEqual({});
  });

  it("are not made by an entry that may only change another module's", () => {
    const change = kept(record("a.x", "m", 'forcecreate="0"'));
    expect(declared({ b: change })).toEqual({});
    expect(declared({ a: record("x"), b: change })).toEqual({ "a.x": "m" });
    expect(declared({ b: record("a.x", "m", 'forcecreate="1"') + record("y", "m", 'forcecreate="0"') })).toEqual({
      "a.x": "m",
      "b.y": "m",
    });
  });
});

describe("what Odoo's code does to them", () => {
  it("protects the tags of some localizations", () => {
    const tag = record("t", "account.account.tag");
    expect(declared({ l10n_lu: tag + record("o"), l10n_xx: tag })).toEqual({
      "l10n_lu.t": "account.account.tag!",
      "l10n_lu.o": "m",
      "l10n_xx.t": "account.account.tag",
    });
  });

  it("makes the booth's product first", () => {
    const product = (id: string) => kept(record(id, "product.product"));
    expect(declared({ event_booth_sale: product("product_product_event_booth") + product("p") })).toEqual({
      "event_booth_sale.product_product_event_booth": "product.product",
      "event_booth_sale.p": "product.product!",
      "event_booth_sale.p_product_template": "product.template!",
    });
  });
});
