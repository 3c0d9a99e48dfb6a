import { buildViews, declaredRecords } from "@ipai/registry";
import { beforeAll, describe, expect, test } from "vitest";
import { odooModules, readOdooData } from "./odoo-data.ts";
import { readOracle, type Oracle } from "./oracle.ts";

/** Modules that `-i base` alone installs: the database was made in two runs, and ids and order follow them. */
const FIRST_RUN = new Set(
  `base rpc web api_doc auth_totp base_import base_import_module base_setup bus web_tour auth_passkey html_editor iap
   web_unsplash`.split(/\s+/),
);

/** Models whose records the oracle leaves out. */
const NOT_LISTED = new Set(["ir.module.category", "ir.module.module", "ir.model", "ir.model.fields"]);

/** Models whose xml ids code makes: chart templates of a company. */
const MADE_BY_CODE = /^account\.1_/;

/** The order in which the two runs installed the modules. */
function installedOrder({ load_order: order }: Oracle): string[] {
  return [...order.filter((name) => FIRST_RUN.has(name)), ...order.filter((name) => !FIRST_RUN.has(name))];
}

describe.skipIf(!odooModules)("a real Odoo 19.0 with 84 modules [needs $ODOO_SRC or $ODOO_GIT]", () => {
  let oracle: Oracle;
  let odoo: ReturnType<typeof readOdooData>;

  beforeAll(() => {
    oracle = readOracle();
    odoo = readOdooData(installedOrder(oracle));
  });

  test("has exactly the xml ids that data files declare, with their models and noupdate flags", () => {
    const declared = [...declaredRecords(odoo.modules.flatMap(({ records }) => records)).values()];
    const ours = declared.filter(({ model }) => !NOT_LISTED.has(model)).map((record) => [record.id, record]);
    const real = oracle.xmlids
      .map(([module, name, model, noupdate]) => ({ id: `${module}.${name}`, model, noupdate }))
      .filter(({ id }) => !MADE_BY_CODE.test(id));
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(real.map((record) => [record.id, record])));
    expect(real.length).toBeGreaterThan(6_500);
  });

  test("combines every primary view to the same canonical XML", () => {
    const views = buildViews(odoo.modules, odoo.readFile);
    const ours = oracle.views.map(({ xmlid }) => {
      const view = views.combine(xmlid);
      const { model, type, active } = view?.definition ?? {};
      return { xmlid, model: model || false, type, active, n: view?.elements, sha: view?.sha256 };
    });
    expect(ours.filter((view, index) => view.sha !== oracle.views[index]?.sha)).toEqual([]);
    expect(ours).toEqual(oracle.views);
    const primary = [...views.definitions.values()].filter(({ mode }) => mode === "primary");
    expect(primary.length).toBe(oracle.views.length);
  });

  test("has the same extensions, with parent, model, priority and active flag", () => {
    const views = [...buildViews(odoo.modules, odoo.readFile).definitions.values()];
    const ours = views
      .filter(({ mode }) => mode === "extension")
      .map(({ id, inherit, model, active, priority }) => ({
        xmlid: id,
        inherit,
        model: model || false,
        active,
        priority,
      }));
    const byId = (a: { xmlid: string }, b: { xmlid: string }) => (a.xmlid < b.xmlid ? -1 : 1);
    expect(ours.toSorted(byId)).toEqual(oracle.view_extensions.toSorted(byId));
  });

  test("differs as soon as one module's data is left out", () => {
    const without = odoo.modules.filter(({ name }) => name !== "sale");
    const views = buildViews(without, odoo.readFile);
    const equal = oracle.views.filter(({ xmlid, sha }) => views.combine(xmlid)?.sha256 === sha);
    expect(equal.length).toBeLessThan(oracle.views.length - 30);
    expect(equal.length).toBeGreaterThan(oracle.views.length / 2);
  });
});

describe.skipIf(!odooModules)("a real Odoo 19.0 with a website [needs $ODOO_SRC or $ODOO_GIT]", () => {
  test("combines its pages' views and those made of snippets too: all that have an xml id", () => {
    const oracle = readOracle("operations");
    const odoo = readOdooData(installedOrder(oracle));
    const views = buildViews(odoo.modules, odoo.readFile);
    const real = oracle.views.filter(({ xmlid }) => xmlid);
    expect(real.filter(({ xmlid, sha }) => views.combine(xmlid)?.sha256 !== sha).map(({ xmlid }) => xmlid)).toEqual([]);
    const primary = [...views.definitions.values()].filter(({ mode }) => mode === "primary");
    expect(primary.length).toBe(real.length);
  });
});
