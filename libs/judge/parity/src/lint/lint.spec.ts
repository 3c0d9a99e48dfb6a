import { describe, expect, test } from "vitest";
import { assessParity } from "../assess.ts";
import { capabilityOf, inputOf, modelOf, moduleOf, recordOf } from "../testing.ts";
import { lintParity } from "./lint.ts";

const settings = {
  type: "form",
  model: "res.config.settings",
  mode: "primary" as const,
  priority: 16,
  active: true,
  names: [],
  given: [],
};
const base = moduleOf(
  "base",
  {},
  {
    models: [modelOf("res.partner")],
    records: [
      recordOf("base.settings", "ir.ui.view", {
        view: {
          ...settings,
          upgrades: [
            { field: "module_helpdesk", line: 8 },
            { field: "module_base", line: 9 },
            { field: "reminder", line: 10 },
          ],
        },
      }),
      recordOf("base.module_planning", "ir.module.module", { values: { name: "planning", to_buy: "True" } }),
    ],
  },
);
const mine = moduleOf("mine", { depends: ["base"] }, { models: [modelOf("helpdesk.ticket")] });
const COMPLETE = `${capabilityOf(
  "services.helpdesk.tickets",
  ["{modules: [mine], from: OCA/test, coverage: weak, probes: [{model: helpdesk.ticket}]}"],
  "weight: 1\n    scope: required\n    addons: [helpdesk]",
).replace(
  '["docs: x"]',
  '["docs: content/x.rst", "upgrade_boolean: base:module_helpdesk", "upgrade_boolean: base:reminder", "to_buy: planning"]',
)}addons:
  planning: {kind: bridge, capability: services.helpdesk.tickets, reason: glue}
`;
const UNIVERSE = ["helpdesk", "planning"];
const lint = (capabilities: string, universe = UNIVERSE) => {
  const input = inputOf([base, mine], capabilities);
  return lintParity(input, assessParity(input), universe).map(
    ({ code, severity, message, at }) => `${severity} ${code} ${at?.line} ${message}`,
  );
};

describe("lintParity", () => {
  test("a complete mapping has no findings", () => {
    expect(lint(COMPLETE)).toEqual([]);
  });

  test("an Enterprise add-on that nobody accounts for", () => {
    expect(lint(COMPLETE, [...UNIVERSE, "sign"])).toEqual([
      expect.stringMatching(/^error addon-unaccounted \d+ .*sign$/),
    ]);
  });

  test("a name that is none, one that is there twice, and a bridge to nowhere", () => {
    expect(lint(COMPLETE, ["helpdesk"])).toEqual([expect.stringContaining("addon-unknown")]);
    expect(lint(COMPLETE.replace("addons: [helpdesk]", "addons: [helpdesk, planning]"))).toEqual([
      expect.stringContaining("addon-twice"),
    ]);
    expect(
      lint(COMPLETE.replace("bridge, capability: services.helpdesk.tickets", "bridge, capability: a.b.c")),
    ).toEqual([expect.stringContaining("capability-unknown")]);
  });

  test("what Community advertises and the mapping does not know, at its place in Community", () => {
    const text = COMPLETE.replace(', "to_buy: planning"', "")
      .replace(', "upgrade_boolean: base:reminder"', "")
      .replace(/addons:\n.*\n$/, "");
    expect(lint(text, ["helpdesk"])).toEqual([
      "error advertised-unaccounted 3 Community advertises the app planning, and the mapping does not know it",
      "warning advertised-unaccounted 10 Community advertises the setting base:reminder, and the mapping does not know it",
    ]);
  });

  test.each([
    ["upgrade_boolean: base:module_gone", "Community shows no upgrade setting base:module_gone"],
    ["to_buy: gone", "Community offers no app gone to buy"],
    ["other_toggle: base:module_gone", "base has no setting module_gone"],
    ["public add-on name: gone", "gone is no Enterprise add-on"],
    ["public add-on names: l10n_*_gone and more", "l10n_*_gone: no Enterprise add-on"],
    ["docs: content/x", "content/x is no page of odoo/documentation"],
    ["public page: x", "x is no address of a page"],
    ["hearsay: x", "`hearsay: x` is no known kind of source"],
  ])("the source %s is missing", (source, message) => {
    expect(lint(COMPLETE.replace("docs: content/x.rst", source))).toEqual([
      expect.stringMatching(/^error source-missing \d+ /),
    ]);
    expect(lint(COMPLETE.replace("docs: content/x.rst", source))[0]).toContain(message);
  });

  test("a probe that proves nothing, and a candidate without any", () => {
    expect(
      lint(COMPLETE.replace("{model: helpdesk.ticket}", "{model: helpdesk.ticket}, {model: res.partner}")),
    ).toEqual([expect.stringMatching(/^error probe-useless \d+ model res.partner proves nothing/)]);
    expect(lint(COMPLETE.replace(", probes: [{model: helpdesk.ticket}]", ""))).toEqual([
      expect.stringContaining("warning probe-absent"),
    ]);
  });

  describe("tests of own add-ons", () => {
    const text = COMPLETE.replace("from: OCA/test", "from: ipai");
    const lintOwn = (...capabilities: string[]) => {
      const tests = {
        classes: 1,
        methods: 1,
        capabilities: capabilities.map((capability) => ({
          capability,
          name: "TestA.test_a",
          file: "tests/a.py",
          line: 4,
        })),
      };
      const own = { ...mine, origin: { ...mine.origin, source: "ipai" }, facts: { ...mine.facts, tests } };
      const input = inputOf([base, own], text);
      return lintParity(input, assessParity(input), UNIVERSE).map(({ code, at, message }) => [
        code,
        at?.path.endsWith("tests/a.py") ?? false,
        message,
      ]);
    };

    test("one that names the capability, and that alone", () => {
      expect(lintOwn("services.helpdesk.tickets")).toEqual([]);
    });

    test("one that names a capability that is not there, at its place", () => {
      expect(lintOwn("services.helpdesk.tickets", "services.helpdesk.tikets")).toEqual([
        ["capability-unknown", true, "TestA.test_a names the capability services.helpdesk.tikets, which is not there"],
      ]);
    });

    test("none that names what the module stands for", () => {
      expect(lintOwn()).toEqual([
        ["capability-untested", false, "no test of mine names services.helpdesk.tickets, which it stands for"],
      ]);
    });
  });
});
