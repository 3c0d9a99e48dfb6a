import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { closure, codepends, findCycles, findMissing, findRedundant, loadOrder } from "./index.ts";
import { graphOf } from "./testing.ts";

const names = (modules: Iterable<{ name: string }>) => [...modules].map(({ name }) => name);

describe("loadOrder", () => {
  it("sorts by depth, then by name, base first", () => {
    const graph = graphOf({ base: {}, b: {}, a: { depends: ["b"] }, c: {}, aa: { depends: ["c", "b"] } });
    expect(names(loadOrder(graph).order)).toEqual(["base", "b", "c", "a", "aa"]);
  });

  it("puts a test module right after its last dependency", () => {
    const graph = graphOf({
      base: {},
      web: {},
      zed: {},
      test_web: { depends: ["web"] },
      test_more: { depends: ["test_web"] },
      test_base: {},
    });
    expect(names(loadOrder(graph).order)).toEqual(["base", "test_base", "web", "test_web", "test_more", "zed"]);
  });

  it("skips what cannot be loaded and says why", () => {
    const graph = graphOf(
      {
        base: {},
        off: { installable: false },
        old: { version: "18.0.1.0.0" },
        needs_off: { depends: ["off"] },
        needs_gone: { depends: ["gone"] },
        after: { depends: ["needs_gone"] },
        x: { depends: ["y"] },
        y: { depends: ["x"] },
        after_loop: { depends: ["x"] },
      },
      "19.0",
    );
    const { order, skipped } = loadOrder(graph);
    expect(names(order)).toEqual(["base"]);
    expect(Object.fromEntries(skipped.map(({ name, reason, because }) => [name, [reason, ...because]]))).toEqual({
      off: ["not-installable"],
      old: ["not-installable"],
      needs_off: ["dependency-skipped", "off"],
      needs_gone: ["missing", "gone"],
      after: ["dependency-skipped", "needs_gone"],
      x: ["cycle", "y"],
      y: ["cycle", "x"],
      after_loop: ["dependency-skipped", "x"],
    });
  });

  it("survives a chain of 20,000 modules", () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => [`m${i}`, { depends: i ? [`m${i - 1}`] : ["base"] }]);
    const graph = graphOf({ base: {}, ...Object.fromEntries(chain) });
    expect(loadOrder(graph).order).toHaveLength(20_001);
    expect(findCycles(graph)).toEqual([]);
  });
});

test("findCycles names every module of a loop and the lines of its edges", () => {
  const graph = graphOf({
    base: {},
    a: { depends: ["base", "b"] },
    b: { depends: ["c"] },
    c: { depends: ["a", "base"] },
    d: { depends: ["a"] },
    self: { depends: ["self"] },
  });
  expect(
    findCycles(graph).map(({ modules, edges }) => [
      names(modules),
      edges.map(({ from, to, line }) => `${from.name}:${line}→${to}`),
    ]),
  ).toEqual([
    [
      ["a", "b", "c"],
      ["a:4→b", "b:3→c", "c:3→a"],
    ],
    [["self"], ["self:3→self"]],
  ]);
});

test("findMissing names who needs it, where, and everything it blocks", () => {
  const graph = graphOf({ base: {}, a: { depends: ["base", "gone"] }, b: { depends: ["a"] }, c: {} });
  expect(
    findMissing(graph).map(({ name, neededBy, blocks }) => ({
      name,
      neededBy: neededBy.map(({ module, line }) => `${module.name}:${line}`),
      blocks,
    })),
  ).toEqual([{ name: "gone", neededBy: ["a:4"], blocks: ["a", "b"] }]);
  expect(findMissing(graph, new Set(["c"]))).toEqual([]);
});

test("findRedundant passes over triggers of auto_install", () => {
  const graph = graphOf({
    base: {},
    web: {},
    mail: { depends: ["web"] },
    plain: { depends: ["web", "mail"] },
    bridge: { depends: ["web", "mail"], auto_install: true },
    partly: { depends: ["web", "mail", "base"], auto_install: ["mail", "web"] },
  });
  expect(
    findRedundant(graph).map(({ module, dependency, impliedBy }) => [module.name, dependency, ...impliedBy]),
  ).toEqual([
    ["partly", "base", "web", "mail"],
    ["plain", "web", "mail"],
  ]);
});

describe("properties", () => {
  const NAMES = ["a", "b", "c", "d", "e", "test_f", "g", "h"];
  const manifests = fc.dictionary(
    fc.constantFrom(...NAMES),
    fc.record({ depends: fc.uniqueArray(fc.constantFrom("base", "gone", ...NAMES), { maxLength: 3 }) }),
  );
  const graphs = manifests.map((modules) => graphOf({ base: {}, ...modules }));
  const some = fc.subarray(NAMES);

  test("closure is idempotent and grows with its input", () => {
    fc.assert(
      fc.property(graphs, some, some, (graph, first, second) => {
        const once = closure(graph, first);
        expect(closure(graph, once)).toEqual(once);
        const more = closure(graph, [...first, ...second]);
        for (const name of once) expect(more).toContain(name);
      }),
    );
  });

  test("codepends is the inverse of closure", () => {
    fc.assert(
      fc.property(graphs, fc.constantFrom(...NAMES), fc.constantFrom(...NAMES), (graph, a, b) => {
        fc.pre(a !== b);
        expect(codepends(graph, [a]).has(b)).toBe(closure(graph, [b]).has(a));
      }),
    );
  });

  test("the order holds every module once, after its dependencies, or says why not", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const { order, skipped } = loadOrder(graph);
        expect([...names(order), ...names(skipped)].sort()).toEqual([...graph.modules.keys()].sort());
        const seen = new Set<string>();
        for (const { name, depends } of order) {
          for (const dependency of depends) expect(seen).toContain(dependency);
          seen.add(name);
        }
        for (const { because } of skipped) expect(because.some((name) => seen.has(name))).toBe(false);
      }),
    );
  });

  test("a graph without loops and gaps loads completely", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        fc.pre(!findCycles(graph).length && !findMissing(graph).length);
        expect(loadOrder(graph).skipped).toEqual([]);
      }),
    );
  });
});
