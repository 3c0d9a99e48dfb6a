import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inputOf, capabilityOf, modelOf, moduleOf, recordOf } from "../testing.ts";
import { makeWorld } from "../world/world.ts";
import { companyOf, findBreaks, lookupsOf } from "./breaks.ts";
import { calibrate, spearman, type PortPair } from "./calibrate.ts";
import { predictLines } from "./effort.ts";
import { portNeeds, type PortModule } from "./needs.ts";

const view = { type: null, model: "res.partner", mode: "extension" as const, priority: 16, active: true, given: [] };
const method = (name: string) => ({ name, line: 1, decorators: [], callsSuper: true });
const base = moduleOf(
  "base",
  {},
  {
    models: [modelOf("res.partner", { methods: [method("_get_name")] }, { name: "name" })],
    records: [
      recordOf("base.view_partner", "ir.ui.view", {
        view: { ...view, mode: "primary", type: "form", names: ["field.name"] },
      }),
    ],
    web: { registry: [], patches: [], components: [], templates: [{ name: "web.ListView", file: "a.xml", line: 1 }] },
  },
);
const old = moduleOf(
  "partner_x",
  { depends: ["base"] },
  {
    models: [
      modelOf(
        "res.partner",
        {
          defines: false,
          inherit: ["res.partner", "gone.mixin"],
          methods: [method("_get_name"), method("name_get"), method("write")],
        },
        { name: "kind" },
        { name: "label", related: "kind_id.name" },
        { name: "short", related: "name" },
      ),
      modelOf("partner.kind", {}, { name: "owner", type: "many2one", relation: "res.partner" }),
    ],
    records: [
      recordOf("partner_x.view", "ir.ui.view", {
        refs: ["base.view_partner", "base.group_gone", "base.model_res_partner"],
        view: {
          ...view,
          inherit: "base.view_partner",
          names: ["field.kind", "field.name", "field.gone"],
          locators: [
            { expr: "//field[@name='name']", position: "after", line: 4 },
            { expr: "//field[@name='title']", position: "after", line: 5 },
          ],
        },
      }),
    ],
    web: {
      registry: [],
      patches: [],
      components: [],
      templates: [
        { name: "x.List", inherit: "web.ListView", file: "b.xml", line: 1 },
        { name: "x.Old", inherit: "web.Gone", file: "b.xml", line: 2 },
      ],
    },
  },
);
const breaksOf = (port: PortModule, companions: readonly PortModule[] = [port]) => {
  const { facts } = inputOf([base], capabilityOf("a.b.c", []));
  const world = makeWorld(facts, ["base"], []);
  return findBreaks(port, { world, lookups: lookupsOf(world), company: companyOf(companions) });
};

describe("what breaks at the target series", () => {
  test("is what the module needs and nobody has, and nothing else", () => {
    expect(breaksOf(portNeeds(old, "17.0"))).toEqual({
      models: ["gone.mixin"],
      fields: ["res.partner.gone", "res.partner.kind_id"],
      methods: ["res.partner.name_get"],
      xmlids: ["base.group_gone"],
      locators: ["base.view_partner|field.title"],
      templates: ["web.Gone"],
    });
  });

  test("what is ported together is there for each other", () => {
    const helper = moduleOf(
      "helper",
      {},
      { models: [modelOf("gone.mixin", { kind: "abstract" })], records: [recordOf("base.group_gone", "res.groups")] },
    );
    const port = portNeeds(old, "17.0");
    expect(breaksOf(port, [port, portNeeds(helper, "17.0")])).toMatchObject({ models: [], xmlids: [] });
  });
});

describe("the prediction", () => {
  const pair = (module: string, code: number, breaks: number): PortPair => ({
    module,
    from: "17.0",
    to: "19.0",
    features: { code, js: 0, tests: 0, breaks, series: 2 },
    lines: Math.round(code * 0.2 + breaks * 10),
  });
  const pairs = Array.from({ length: 12 }, (_, index) => pair(`m${index}`, 100 + index * 90, (index * 7) % 5));

  test("finds the law behind ports that follow one, on modules it has not seen", () => {
    const { coefficients, rankCorrelation, medianFactor } = calibrate(pairs);
    expect(rankCorrelation).toBeGreaterThan(0.98);
    expect(medianFactor).toBeLessThan(1.05);
    expect(predictLines(pair("new", 400, 3).features, coefficients)).toBeGreaterThan(100);
    expect(predictLines(pair("new", 400, 3).features, coefficients)).toBeLessThan(120);
  });

  test("says so when there is no law", () => {
    const shuffled = pairs.map((it, index) => ({ ...it, lines: pairs[(index * 5) % 12]!.lines * (index % 2 ? 9 : 1) }));
    expect(calibrate(shuffled).rankCorrelation).toBeLessThan(0.6);
  });

  test("rank correlation is 1 for any rising function, and symmetric", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 20 }),
        fc.array(fc.integer(), { minLength: 20, maxLength: 20 }),
        (values, others) => {
          expect(
            spearman(
              values,
              values.map((it) => it ** 3),
            ),
          ).toBeCloseTo(1);
          const cut = others.slice(0, values.length);
          expect(spearman(values, cut)).toBeCloseTo(spearman(cut, values));
        },
      ),
    );
  });
});
