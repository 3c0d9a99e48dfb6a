import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planStages, type Platform, type StagedModule } from "./stages.ts";

const platform: Platform = { framework: "f", python: "3.11", postgres: "15", demo: false };
const core = (name: string, tree = name): StagedModule => ({ name, tree, layer: "core" });
const oca = (name: string, tree = name): StagedModule => ({ name, tree, layer: "oca" });
const own = (name: string, tree = name): StagedModule => ({ name, tree, layer: "ipai" });
const keys = (closure: StagedModule[], over: Partial<Platform> = {}) =>
  planStages(closure, { ...platform, ...over }, ["core", "oca"]).map(({ key }) => key);

describe("planStages", () => {
  it("installs shared layers together and own modules one by one", () => {
    const stages = planStages([core("base"), core("account"), oca("dms"), own("a"), own("b")], platform, [
      "core",
      "oca",
    ]);
    expect(stages.map(({ install }) => install)).toEqual([["base", "account"], ["dms"], ["a"], ["b"]]);
    expect(stages.at(-1)!.holds).toEqual(["base", "account", "dms", "a", "b"]);
  });

  it("keeps every stage before a change, and none from it on", () => {
    const before = keys([core("base"), oca("dms"), own("a"), own("b")]);
    const after = keys([core("base"), oca("dms"), own("a", "edited"), own("b")]);
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(after.slice(2)).not.toContain(before[2]);
    expect(after.slice(2)).not.toContain(before[3]);
  });

  it("shares nothing between platforms", () => {
    for (const over of [{ demo: true }, { framework: "g" }, { python: "3.12" }, { postgres: "16" }]) {
      expect(keys([core("base")], over)).not.toEqual(keys([core("base")]));
    }
  });

  it("gives equal beginnings equal keys, whatever follows", () => {
    const modules = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}$/), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(modules, fc.nat(), (names, cut) => {
        const closure = names.map((name) => own(name));
        const shorter = closure.slice(0, 1 + (cut % closure.length));
        expect(keys(closure).slice(0, shorter.length)).toEqual(keys(shorter));
      }),
    );
  });
});
