import { makeAttestation, type OdooRun } from "@ipai/evidence";
import { canonicalJson } from "@ipai/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assessParity } from "./assess.ts";
import type { JudgedAttestation } from "./judge/input.ts";
import { capabilityOf, inputOf, modelOf, moduleOf } from "./testing.ts";

const base = moduleOf("base", {}, { models: [modelOf("res.partner")] });
const ticket = moduleOf(
  "helpdesk_mgmt",
  { depends: ["base"], license: "AGPL-3" },
  { models: [modelOf("helpdesk.ticket")] },
);
const CANDIDATE = "{modules: [helpdesk_mgmt], from: OCA/test, coverage: strong, probes: [{model: helpdesk.ticket}]}";
const judge = (modules = [base, ticket], candidate = CANDIDATE, attestations: JudgedAttestation[] = []) =>
  assessParity(inputOf(modules, capabilityOf("services.helpdesk.tickets", [candidate]), { attestations }));
const reasons = (parity: ReturnType<typeof judge>) =>
  parity.capabilities[0]!.candidates[0]!.steps.find(({ state }) => state !== "reached")?.reasons.map(
    ({ message }) => message,
  );

const tierWith = (attestation: JudgedAttestation, candidate = CANDIDATE) =>
  judge(undefined, candidate, [attestation]).capabilities[0]!.tier;
const capabilities = (list: { weight: number; kind: string }[]) =>
  list
    .map(({ weight, kind }, index) =>
      capabilityOf(
        `services.helpdesk.c${index}`,
        kind === "none" ? [] : [kind === "proven" ? CANDIDATE : CANDIDATE.replace("helpdesk.ticket", "helpdesk.team")],
        `weight: ${weight}\n    scope: required`,
      ),
    )
    .join("");

describe("tiers", () => {
  test("capable when every probe holds in the closure", () => {
    const parity = judge();
    expect(parity.capabilities[0]).toMatchObject({ tier: "capable", share: 0.7, declaredShare: 0.9 });
    expect(parity.totals.required).toMatchObject({ proven: 0.7, tested: 0, declared: 0.9 });
    expect(reasons(parity)).toEqual(["no attested run installed these modules"]);
  });

  test("without any candidate it is unmapped and earns nothing", () => {
    const parity = assessParity(inputOf([base], capabilityOf("services.helpdesk.tickets", [])));
    expect(parity.totals.universe).toMatchObject({ proven: 0, declared: 0, tiers: { unmapped: { capabilities: 1 } } });
  });

  test.each([
    ["a module nobody pinned", [base], CANDIDATE, "helpdesk_mgmt is in no pinned repository for 19.0"],
    [
      "the same name from another repository",
      [base, ticket],
      CANDIDATE.replace("OCA/test", "OCA/helpdesk"),
      "helpdesk_mgmt is pinned from OCA/test, the mapping means the one of OCA/helpdesk",
    ],
    [
      "a missing dependency",
      [base, moduleOf("helpdesk_mgmt", { depends: ["portal_x"] })],
      CANDIDATE,
      "portal_x, which helpdesk_mgmt depends on, is in no pinned repository",
    ],
    [
      "an older series",
      [base, moduleOf("helpdesk_mgmt", { version: "18.0.1.0.0" })],
      CANDIDATE,
      "helpdesk_mgmt is not installable at 19.0",
    ],
    [
      "a proprietary dependency",
      [base, moduleOf("paid", { license: "OPL-1" }), moduleOf("helpdesk_mgmt", { depends: ["paid"] })],
      CANDIDATE,
      "paid is licensed OPL-1: not free to use",
    ],
    [
      "a stricter licence below",
      [base, moduleOf("agpl", { license: "AGPL-3" }), moduleOf("helpdesk_mgmt", { depends: ["agpl"] })],
      CANDIDATE,
      "helpdesk_mgmt (LGPL-3) depends on agpl (AGPL-3)",
    ],
    [
      "an exclusion",
      [base, moduleOf("helpdesk_mgmt", { excludes: ["base"] })],
      CANDIDATE,
      "helpdesk_mgmt excludes base, which is in the same closure",
    ],
  ])("%s stops at mapped", (_, modules, candidate, reason) => {
    const parity = judge(modules, candidate);
    expect(parity.capabilities[0]!.tier).toBe("mapped");
    expect(reasons(parity)).toContain(reason);
  });

  test("a published copy counts when its manifest names the repository", () => {
    const copy = moduleOf(
      "helpdesk_mgmt",
      { website: "https://github.com/OCA/helpdesk" },
      ticket.facts.models.length ? { models: ticket.facts.models } : {},
    );
    expect(judge([base, copy], CANDIDATE.replace("OCA/test", "OCA/helpdesk")).capabilities[0]!.tier).toBe("capable");
  });

  test.each([
    [
      "a probe that fails",
      "{model: helpdesk.team}",
      "model helpdesk.team: no module here makes the model helpdesk.team",
    ],
    [
      "a probe that Community alone satisfies",
      "{model: res.partner}",
      "model res.partner: it also holds without the candidate's own modules",
    ],
  ])("%s stops at resolved", (_, probe, reason) => {
    const parity = judge(undefined, CANDIDATE.replace("{model: helpdesk.ticket}", probe));
    expect(parity.capabilities[0]).toMatchObject({ tier: "resolved", share: 0.25 });
    expect(parity.totals.universe.proven).toBe(0);
    expect(reasons(parity)).toEqual([reason]);
  });

  test("no probe, no proof", () => {
    expect(reasons(judge(undefined, CANDIDATE.replace(", probes: [{model: helpdesk.ticket}]", "")))).toEqual([
      "no probe says what would prove it",
    ]);
  });

  test("unknown never counts, and shows as what is possible", () => {
    const vague = moduleOf(
      "helpdesk_mgmt",
      {},
      { models: [modelOf("helpdesk.ticket", {}, { name: "sla", type: null })] },
    );
    const parity = judge(
      [base, vague],
      CANDIDATE.replace("{model: helpdesk.ticket}", "{field: helpdesk.ticket.sla, type: float}"),
    );
    expect(parity.totals.universe).toMatchObject({ proven: 0, possible: 0.7 });
  });

  test("Community may be the candidate, judged against what it needs", () => {
    const community = inputOf(
      [base, ticket],
      capabilityOf("services.helpdesk.tickets", [CANDIDATE.replace("OCA/test", "odoo/odoo")]),
      { community: ["base", "helpdesk_mgmt"] },
    );
    expect(assessParity(community).capabilities[0]!.tier).toBe("capable");
    const other = inputOf(
      [base, ticket, moduleOf("mine", { depends: ["base"] }, { models: [modelOf("helpdesk.ticket")] })],
      capabilityOf("services.helpdesk.tickets", [CANDIDATE.replace("helpdesk_mgmt", "mine")]),
      { community: ["base", "helpdesk_mgmt"] },
    );
    expect(assessParity(other).capabilities[0]!.candidates[0]!.probes[0]!.useless).toBe(
      "it also holds in Community alone",
    );
  });
});

describe("attestations", () => {
  const counts = { run: 2, passed: 2, failed: 0, errors: 0, skipped: 0 };
  const run = (facts: Partial<OdooRun>): JudgedAttestation => ({
    path: "evidence/a.json",
    signature: { state: "unsigned" },
    verdict: { counts: true, reasons: [], changed: [] },
    attestation: makeAttestation(
      { base: base.origin.tree, helpdesk_mgmt: ticket.origin.tree },
      {
        kind: "test",
        outcome: "passed",
        command: ["odoo-bin"],
        versions: {},
        database: { demo: false, modules: ["base", "helpdesk_mgmt"] },
        tests: counts,
        suites: { helpdesk_mgmt: counts },
        cases: [],
        finished: "2026-11-01T00:00:00Z",
        seconds: 1,
        log: { sha256: "a".repeat(64), lines: 1 },
        ...facts,
      },
    ),
  });

  test("an installation reaches installed, a green test run tested", () => {
    expect(tierWith(run({ kind: "install" }))).toBe("installed");
    expect(tierWith(run({}))).toBe("tested");
  });

  test("tests of another module do not count", () => {
    expect(tierWith(run({ suites: { base: counts } }))).toBe("installed");
  });

  test("a named acceptance test must itself have passed", () => {
    const candidate = CANDIDATE.replace("}]}", "}], tests: [TestTicket.test_close]}");
    const cases = [{ module: "helpdesk_mgmt", name: "TestTicket.test_close", state: "passed" as const }];
    expect(tierWith(run({}), candidate)).toBe("installed");
    expect(tierWith(run({ cases }), candidate)).toBe("tested");
    expect(tierWith(run({ cases: [{ ...cases[0]!, state: "skipped" }] }), candidate)).toBe("installed");
  });

  describe("of own add-ons", () => {
    const ID = "services.helpdesk.tickets";
    const shown = { [ID]: counts };
    const judgeOwn = (attestations: JudgedAttestation[], modules = ["helpdesk_mgmt"]) =>
      assessParity(
        inputOf(
          [base, ...["helpdesk_mgmt", "desk_more"].map((name) => inFolder(name))],
          capabilityOf(ID, [
            CANDIDATE.replace("OCA/test", "ipai").replace("[helpdesk_mgmt]", `[${modules.join(", ")}]`),
          ]),
          { attestations },
        ),
      );
    const inFolder = (name: string) => ({
      origin: { ...ticket.origin, source: "ipai", path: name },
      facts: { ...ticket.facts, name },
    });
    const runOf = (modules: string[], facts: Partial<OdooRun>): JudgedAttestation => {
      const it = run({ database: { demo: false, modules }, suites: {}, ...facts });
      const trees = Object.fromEntries(["base", "helpdesk_mgmt", "desk_more"].map((name) => [name, "a".repeat(40)]));
      return { ...it, attestation: makeAttestation(trees, it.attestation.predicate) };
    };
    const first = (suite: Partial<OdooRun>) =>
      runOf(["helpdesk_mgmt"], { suites: { helpdesk_mgmt: counts }, ...suite });
    const second = runOf(["desk_more"], { suites: { desk_more: counts }, capabilities: shown });
    const together = runOf(["helpdesk_mgmt", "desk_more"], { kind: "install" });

    test("a green suite alone does not test a capability: a test that names it must have passed", () => {
      expect(judgeOwn([first({})]).capabilities[0]!.tier).toBe("installed");
      expect(reasons(judgeOwn([first({})]))).toEqual([`no test of helpdesk_mgmt that names ${ID} passed`]);
      expect(judgeOwn([first({ capabilities: { "a.b.c": counts } })]).capabilities[0]!.tier).toBe("installed");
      const skipped = { ...counts, passed: 0, skipped: 2 };
      expect(judgeOwn([first({ capabilities: { [ID]: skipped } })]).capabilities[0]!.tier).toBe("installed");
      expect(judgeOwn([first({ capabilities: shown })]).capabilities[0]!.tier).toBe("tested");
    });

    test("modules that stand for it together are installed together, and each tested, in runs of their own", () => {
      const both = ["helpdesk_mgmt", "desk_more"];
      const tier = (...runs: JudgedAttestation[]) => judgeOwn(runs, both).capabilities[0]!.tier;
      expect(tier(first({ capabilities: shown }), second, together)).toBe("tested");
      expect(tier(first({ capabilities: shown }), second)).toBe("capable");
      expect(tier(first({ capabilities: shown }), together)).toBe("installed");
      expect(tier(first({}), second, together)).toBe("installed");
    });
  });

  test("a void one lifts nothing and says why", () => {
    const parity = judge(undefined, CANDIDATE, [
      { ...run({}), verdict: { counts: false, reasons: ["base changed since"], changed: ["base"] } },
    ]);
    expect(parity.capabilities[0]!.tier).toBe("capable");
    expect(reasons(parity)).toEqual(["evidence/a.json: base changed since"]);
  });
});

describe("algebra of the score", () => {
  const shares = fc.array(
    fc.record({ weight: fc.integer({ min: 1, max: 5 }), kind: fc.constantFrom("proven", "resolved", "none") }),
    { minLength: 1, maxLength: 12 },
  );

  test("tested ≤ proven ≤ possible ≤ 1 and proven ≤ declared; equal input, equal bytes", () => {
    fc.assert(
      fc.property(shares, (list) => {
        const once = assessParity(inputOf([base, ticket], capabilities(list)));
        const { tested, proven, possible, declared } = once.totals.universe;
        expect(tested <= proven && proven <= possible && possible <= 1 && proven <= declared).toBe(true);
        expect(canonicalJson(assessParity(inputOf([ticket, base], capabilities(list))))).toBe(canonicalJson(once));
      }),
      { numRuns: 40 },
    );
  });
});
