import { describe, expect, test } from "vitest";
import { parseMapping } from "./parse.ts";

const HEAD = `version: 1
series: "19.0"
universe: {source: x, file: names.txt, sha256: ${"a".repeat(64)}}
scope: finance
credit: {unmapped: 0, mapped: 0, resolved: 0.25, capable: 0.7, installed: 0.85, tested: 1}
coverage_cap: {full: 1, strong: 0.9, partial: 0.5, weak: 0.2}
capabilities:
`;
const capability = (extra = "", id = "finance.accounting.reconcile") => `  - id: ${id}
    title: Reconciliation
    description: Match lines.
    domain: finance
    app: accounting
    weight: 5
    scope: required
    sources: ["docs: x"]
    addons: [account_accountant]
    candidates:
      - modules: [account_reconcile_oca]
        from: OCA/account-reconcile
        coverage: strong
${extra}`;
const findings = (text: string) =>
  parseMapping(text, "m.yml").issues.map(({ at, message, advice }) => `${at?.path}:${at?.line} ${message} | ${advice}`);

describe("parseMapping", () => {
  test("reads a capability with its defaults and places", () => {
    const { value, issues } = parseMapping(HEAD + capability("        probes: [{model: account.move}]\n"), "m.yml");
    expect(issues).toEqual([]);
    expect(value?.mapping.capabilities[0]?.candidates?.[0]).toMatchObject({
      probes: [{ model: "account.move" }],
      tests: [],
    });
    expect(value?.at(["capabilities", 0, "candidates", 0, "probes", 0])).toEqual({
      path: "m.yml",
      line: 21,
      column: 18,
    });
  });

  test("an unknown tier is named at its line", () => {
    expect(findings(HEAD.replace("tested: 1", "proven: 1, tested: 1") + capability())).toEqual([
      "m.yml:5 unknown key `proven` | Remove it or mend its spelling",
    ]);
  });

  test("an unknown key, a wrong word and a missing reason each have their line", () => {
    const text =
      HEAD +
      capability("        coverege: strong\n")
        .replace("coverage: strong", "coverage: total")
        .replace("scope: required", "scope: waived");
    expect(findings(text)).toEqual([
      expect.stringMatching(/^m.yml:20 .*coverage.* \| One of: full, strong, partial, weak$/),
      "m.yml:21 unknown key `coverege` | Remove it or mend its spelling",
    ]);
    expect(findings(HEAD + capability().replace("scope: required", "scope: waived"))).toEqual([
      expect.stringMatching(/^m.yml:8 .*waiver/),
    ]);
  });

  test("a probe is judged by its own kind", () => {
    expect(findings(HEAD + capability("        probes: [{field: account.move.x, typ: char}]\n"))).toEqual([
      "m.yml:21 unknown key `typ` | Remove it or mend its spelling",
    ]);
    expect(findings(HEAD + capability("        probes: [{feld: account.move.x}]\n"))[0]).toMatch(
      /m.yml:21 a probe has exactly one main key/,
    );
  });

  test("broken YAML and duplicate ids are findings, not crashes", () => {
    expect(findings(`${HEAD}  - id: [`)[0]).toMatch(/^m.yml:\d+ /);
    expect(findings(HEAD + capability() + capability())).toEqual([
      "m.yml:21 capability `finance.accounting.reconcile` is already on line 8 | Give each capability its own id",
    ]);
  });
});
