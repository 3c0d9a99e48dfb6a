import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { graphOf } from "../testing.ts";
import { planInstall, type PlanOptions } from "./plan.ts";

const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), "utf8"));

function plan(graph: Parameters<typeof planInstall>[0], wanted: string[], options?: PlanOptions) {
  const { value, issues } = planInstall(graph, wanted, options);
  return {
    modules: value.modules.map(({ module }) => module.name).join(" "),
    installs: value.installs.join(" "),
    codes: issues.map(({ code }) => code),
  };
}

describe("what a real Odoo 19.0 decided", () => {
  const rows: { name: string }[] = fixture("odoo-19.0-manifests");
  const graph = graphOf(Object.fromEntries(rows.map((row) => [row.name, row])), "19.0");
  const { fresh, plans } = fixture("odoo-19.0-plans") as {
    fresh: string;
    plans: { wanted: string[]; countries: string[]; modules: string; installs: string }[];
  };

  it("starts a new database with the same modules", () => {
    expect(plan(graph, []).modules.split(" ").sort().join(" ")).toBe(fresh);
  });

  it.each(plans)("installs $wanted in $countries", ({ wanted, countries, modules, installs }) => {
    expect(plan(graph, wanted, { installed: fresh.split(" "), countries })).toEqual({ modules, installs, codes: [] });
  });

  it("installs what a hook asks for, as `-i stock_delivery` did", () => {
    const { value } = planInstall(graph, ["stock_delivery"], { installed: fresh.split(" ") });
    const reasons = Object.fromEntries(value.modules.map(({ module, reason }) => [module.name, reason]));
    expect(reasons["sale_management"]).toEqual({ kind: "hook", because: ["stock_delivery"] });
    expect(value.modules.map(({ module }) => module.name).join(" ")).toBe(fixture("odoo-19.0-stock_delivery"));
  });
});

describe("auto_install", () => {
  const graph = graphOf({
    base: { auto_install: true },
    a: {},
    b: {},
    c: {},
    both: { depends: ["a", "b"], auto_install: true },
    listed: { depends: ["a", "c"], auto_install: ["a"] },
    belgian: { depends: ["a"], auto_install: true, countries: ["be"] },
    chained: { depends: ["listed"], auto_install: true },
    always: { depends: ["c"], auto_install: [] },
  });

  it("follows triggers, brings their other dependencies, and goes on", () => {
    expect(plan(graph, ["a"], { installed: ["base"] }).installs).toBe("a c listed chained");
  });

  it("asks for the company's country", () => {
    expect(plan(graph, ["a"], { installed: ["base"], countries: ["be"] }).installs).toContain("belgian");
  });

  it("installs a module without triggers with a new database only", () => {
    expect(plan(graph, []).modules).toBe("base c always");
    expect(plan(graph, ["b"], { installed: ["base"] }).installs).toBe("b");
  });

  it("can be switched off", () => {
    expect(plan(graph, ["a"], { skipAutoInstall: true }).modules).toBe("base a");
  });
});

describe("what Odoo refuses or leaves out", () => {
  const graph = graphOf({
    base: { auto_install: true },
    a: {},
    needs: { depends: ["gone"] },
    bridge: { depends: ["a", "gone2"], auto_install: ["a"] },
    off: { installable: false },
    over: { depends: ["off"] },
    x: { depends: ["y"] },
    y: { depends: ["x"] },
    p: { excludes: ["q"] },
    q: {},
  });
  const from = { installed: ["base"] };

  it("refuses everything for one missing dependency, also that of a module that installs itself", () => {
    expect(plan(graph, ["q", "needs"], from)).toEqual({ modules: "", installs: "", codes: ["missing-dependency"] });
    expect(plan(graph, ["a"], from).codes).toEqual(["missing-dependency"]);
  });

  it("refuses loops and exclusions", () => {
    expect(plan(graph, ["x"], from).codes).toEqual(["dependency-cycle"]);
    expect(plan(graph, ["p", "q"], from).codes).toEqual(["excluded-module"]);
    expect(plan(graph, ["p"], from).codes).toEqual([]);
  });

  it("marks but never loads what needs a module that is not installable", () => {
    expect(plan(graph, ["over"], from)).toEqual({ modules: "base", installs: "", codes: ["module-skipped"] });
  });

  it("ignores an unknown name, with a warning", () => {
    expect(plan(graph, ["nope", "q"], from)).toEqual({ modules: "base q", installs: "q", codes: ["unknown-module"] });
  });
});
