import { describe, expect, test } from "vitest";
import { assessParity } from "../assess.ts";
import type { PortsDocument } from "../port/document.ts";
import { portNeeds } from "../port/needs.ts";
import { pricePorts } from "../port/price.ts";
import { capabilityOf, inputOf, modelOf, moduleOf } from "../testing.ts";
import { planParity, type PlanWish } from "./plan.ts";

const base = moduleOf("base", {}, { models: [modelOf("res.partner")] });
const here = moduleOf("here", { depends: ["base"] }, { models: [modelOf("here.thing")] });
/** A module at 17.0 of this many lines. */
const old = (name: string, python: number, depends: string[] = ["base"]) =>
  portNeeds(
    moduleOf(name, { depends }, { models: [modelOf(`${name}.thing`)], size: { python, xml: 0, js: 0, tests: 10 } }),
    "17.0",
  );
const done = Array.from({ length: 8 }, (_, index) => {
  const before = old(`done_${index}`, 100 * (index + 1));
  return { before, after: before.origin, lines: 10 * (index + 1) };
});
const candidate = (modules: string, coverage = "full") =>
  `{modules: [${modules}], from: OCA/test, coverage: ${coverage}, probes: [{model: ${modules.split(",")[0]}.thing}]}`;
const CAPABILITIES = [
  capabilityOf("sales.crm.here", [candidate("here")]),
  capabilityOf("sales.crm.one", [candidate("one")]),
  capabilityOf("sales.crm.two", [candidate("two")]),
  capabilityOf("sales.crm.none", []),
  capabilityOf("sales.crm.lost", [candidate("lost")], "weight: 5\n    scope: optional"),
].join("");
/** `one` and `two` both need `shared`. */
const PORTS: PortsDocument = {
  format: "ipai-ports/1",
  modules: [old("shared", 1000), old("one", 100, ["shared"]), old("two", 100, ["shared"])],
  done,
};

function plan(wish: Partial<PlanWish> = {}) {
  const input = inputOf([base, here], CAPABILITIES);
  const { capabilities } = assessParity(input);
  return planParity(capabilities, input, pricePorts(PORTS, input), { target: 0.75, scope: "required", ...wish });
}

describe("planParity", () => {
  test("takes the cheapest gain first and pays a shared port once", async () => {
    const { proven, steps, gap } = await plan();
    expect([proven, gap]).toEqual([0.175, 0]);
    expect(steps!.map(({ capability, kind, ports }) => [capability, kind, ports.map(({ module }) => module)])).toEqual([
      ["sales.crm.here", "attest", []],
      ["sales.crm.one", "port", ["one", "shared"]],
      ["sales.crm.two", "port", ["two"]],
    ]);
    expect(steps!.map(({ score }) => score)).toEqual([0.25, 0.5, 0.75]);
    expect(steps![2]!.lines).toBeLessThan(steps![1]!.lines);
  });

  test("writes an own module only where nothing else is left, priced like its peers", async () => {
    const { steps, lines } = await plan({ target: 1 });
    expect(steps!.filter(({ kind }) => kind === "build")).toMatchObject([
      { capability: "sales.crm.none", modules: [] },
    ]);
    expect(steps!.at(-1)!.score).toBe(1);
    expect(lines).toBe(steps!.reduce((sum, it) => sum + it.lines, 0));
  });

  test("needs nothing for a target that is proven, and names what nobody can price", async () => {
    expect((await plan({ target: 0.1 })).steps).toEqual([]);
    const { unpriced, reachable } = await plan({ target: 1, scope: "universe" });
    expect(unpriced).toEqual([{ capability: "sales.crm.lost", modules: ["lost"], missing: ["lost"] }]);
    expect(reachable).toBe(1);
  });
});
