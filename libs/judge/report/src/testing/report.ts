import {
  makeParityReport,
  TIERS,
  type CandidateResult,
  type CapabilityResult,
  type ParityReport,
  type Score,
  type Tier,
} from "@ipai/parity";
import type { ParityContext } from "../parity/context.ts";

const CREDIT: Record<Tier, number> = { unmapped: 0, mapped: 0, resolved: 0.2, capable: 0.6, installed: 0.8, tested: 1 };
const CAP = { full: 1, strong: 0.8, partial: 0.5, weak: 0.2 };
const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const REPOSITORY = "OCA/example";

/** Titles that would break a page which does not escape, and a spreadsheet which trusts. */
export const HOSTILE = `=1+1 "quoted" <script>alert(1)</script>`;

/** [domain, title, scope, weight, tier] of every capability of the example. */
const CAPABILITIES: readonly (readonly [string, string, CapabilityResult["scope"], number, Tier])[] = [
  ["finance", "Bank statements are matched", "required", 5, "tested"],
  ["finance", "Assets are depreciated", "required", 5, "capable"],
  ["finance", "Budgets are followed", "required", 3, "mapped"],
  ["finance", "Receipts are read from pictures", "required", 2, "unmapped"],
  ["services", "Tickets run through stages", "required", 4, "installed"],
  ["services", "Work is planned by shift", "optional", 3, "resolved"],
  ["services", HOSTILE, "optional", 1, "mapped"],
  ["productivity", "Documents are shared", "optional", 2, "capable"],
];

/** A small report with every tier in it, the same each time. */
export function exampleReport(): ParityReport {
  const capabilities = CAPABILITIES.map(([domain, title, scope, weight, tier], index) =>
    capability(`${domain}.app.c${index}`, domain, title, scope, weight, tier),
  );
  const groups = [...new Set(capabilities.map(({ domain }) => domain))].map((name) => ({
    name,
    score: score(capabilities.filter(({ domain }) => domain === name)),
  }));
  const parity: ParityReport["parity"] = {
    series: "19.0",
    scope: "an example",
    credit: CREDIT,
    coverage_cap: CAP,
    universe: { source: "an example", file: "docs/list.txt", sha256: "0".repeat(64) },
    totals: {
      universe: score(capabilities),
      required: score(capabilities.filter(({ scope }) => scope === "required")),
    },
    domains: groups,
    apps: groups.map(({ name, score: of }) => ({ name: `${name}.app`, score: of })),
    capabilities,
  };
  const pin = { name: REPOSITORY, url: "https://github.com/OCA/example", branch: "19.0", commit: COMMIT, modules: 3 };
  const inputs: ParityReport["inputs"] = {
    mapping: { path: "ee_parity_mapping.yml", sha256: "1".repeat(64) },
    pins: [pin],
    workspace: 1,
    trees: { module_0: { from: REPOSITORY, tree: COMMIT } },
    attestations: [],
    universe: { addons: 9, accounted: 9 },
  };
  return makeParityReport(parity, inputs, null, []);
}

/** Three runs, one loss, one gain, two gates, six modules. */
export function exampleContext(): ParityContext {
  const point = (month: number, proven: number) => ({
    at: `2026-0${month}-01T00:00:00.000Z`,
    commit: COMMIT,
    proven,
    tested: proven / 2,
    declared: 0.8,
    universe: proven * 0.7,
  });
  return {
    history: [point(1, 0.2), point(4, 0.35), point(7, 0.52)],
    changes: {
      at: "2026-07-01T00:00:00.000Z",
      commit: COMMIT,
      diff: {
        proven: { required: [0.52, 0.55], universe: [0.36, 0.4] },
        pins: [{ name: REPOSITORY, before: "a".repeat(40), after: COMMIT }],
        shifts: [
          shift(2, -1.5, "capable", "mapped", `${REPOSITORY}: module_2 19.0.1.0.0 → gone`),
          shift(0, 2, "capable", "tested", "before: not yet tested"),
        ],
      },
    },
    gates: [
      { id: "M0", title: "Workspace", go: true, blocking: [] },
      { id: "M3", title: "Finance", go: false, blocking: ["required-parity: observed 55, asked for >= 80"] },
    ],
    modules: [
      module("base", "odoo/odoo", []),
      module("account", "odoo/odoo", ["base"]),
      module("module_0", REPOSITORY, ["account"]),
      module("module_1", REPOSITORY, ["module_0", "account"]),
      module("ipai_example", "ipai", ["module_1", "not_here"]),
    ],
  };
}

function capability(
  id: string,
  domain: string,
  title: string,
  scope: CapabilityResult["scope"],
  weight: number,
  tier: Tier,
): CapabilityResult {
  const at = { path: "ee_parity_mapping.yml", line: 10, column: 5 };
  const candidates = tier === "unmapped" ? [] : [candidate(tier, at)];
  return {
    id,
    title,
    description: `${title}, as a user would say it.`,
    domain,
    app: "app",
    weight,
    scope,
    sources: ["an example"],
    addons: [],
    tier,
    share: CREDIT[tier],
    possibleShare: CREDIT[tier],
    declaredShare: tier === "unmapped" ? 0 : 1,
    best: candidates.length > 0 ? 0 : null,
    candidates,
    ...(tier === "unmapped" ? { none: "nobody published one" } : {}),
    at,
  };
}

function candidate(tier: Tier, at: CandidateResult["at"]): CandidateResult {
  const evidence = [{ source: REPOSITORY, commit: COMMIT, path: "module_0/models/asset.py", line: 7, column: 1 }];
  return {
    modules: ["module_0"],
    from: REPOSITORY,
    coverage: "full",
    series: ["18.0"],
    tier,
    possibleTier: tier,
    share: CREDIT[tier],
    possibleShare: CREDIT[tier],
    closure: ["module_0"],
    steps: TIERS.slice(1).map((name) =>
      TIERS.indexOf(name) <= TIERS.indexOf(tier)
        ? { tier: name, state: "reached" as const, reasons: [], evidence }
        : {
            tier: name,
            state: "missed" as const,
            reasons: [{ cause: "not-tested" as const, message: "not yet done" }],
            evidence: [],
          },
    ),
    probes: [{ text: "model account.asset", state: "holds", evidence }],
    at,
  };
}

/** The weighted shares of a list; the libraries that judge test their own arithmetic. */
function score(list: readonly CapabilityResult[]): Score {
  const weight = list.reduce((sum, it) => sum + it.weight, 0);
  const part = (of: readonly CapabilityResult[], value: (it: CapabilityResult) => number) =>
    Math.round((of.reduce((sum, it) => sum + it.weight * value(it), 0) / weight) * 10_000) / 10_000;
  const proven = list.filter(({ tier }) => TIERS.indexOf(tier) >= TIERS.indexOf("capable"));
  return {
    capabilities: list.length,
    weight,
    proven: part(proven, ({ share }) => share),
    possible: part(proven, ({ share }) => share),
    tested: part(
      list.filter(({ tier }) => tier === "tested"),
      ({ share }) => share,
    ),
    declared: part(list, ({ declaredShare }) => declaredShare),
    tiers: Object.fromEntries(
      TIERS.map((tier) => {
        const of = list.filter((it) => it.tier === tier);
        const sum = of.reduce((total, it) => total + it.weight, 0);
        return [
          tier,
          { capabilities: of.length, weight: sum, declared: part(of, ({ declaredShare }) => declaredShare) },
        ];
      }),
    ) as Score["tiers"],
  };
}

const standing = (tier: Tier, share: number) => ({ tier, share, modules: ["module_1"] });

const module = (name: string, repository: string, depends: string[]) => ({
  name,
  repository,
  category: "Accounting",
  depends,
});

const shift = (index: number, points: number, before: Tier, after: Tier, cause: string) => ({
  id: `finance.app.c${index}`,
  title: CAPABILITIES[index]![1],
  scope: "required",
  before: standing(before, CREDIT[before]),
  after: standing(after, CREDIT[after]),
  points,
  causes: [cause],
});
