import type { Issue, Severity } from "@ipai/core";
import type { Rule } from "../rule.ts";

type Described = Pick<Rule, "code" | "severity" | "summary">;

const LEVELS: Record<Severity, string> = { error: "error", warning: "warning", info: "note" };

/** Issues as a SARIF 2.1.0 log, for code scanning; codes without a rule here come from reading the files. */
export function renderSarif(
  issues: readonly Issue[],
  rules: readonly Described[],
  pathOf: (issue: Issue) => string,
): string {
  const known = new Map(rules.map((rule) => [rule.code, rule]));
  const codes = [...new Set([...known.keys(), ...issues.map(({ code }) => code)])].sort();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "ipai check", rules: codes.map((code) => describe(code, known.get(code))) } },
        results: issues.map((issue) => result(issue, codes, pathOf(issue))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function describe(id: string, rule: Described | undefined): object {
  if (!rule) return { id };
  return {
    id,
    shortDescription: { text: rule.summary },
    help: { text: `docs/checks/${id}.md` },
    defaultConfiguration: { level: LEVELS[rule.severity] },
  };
}

function result({ code, severity, message, advice, at }: Issue, codes: readonly string[], uri: string): object {
  const region = at?.line === undefined ? {} : { region: { startLine: at.line, ...columnOf(at.column) } };
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: LEVELS[severity],
    message: { text: `${message}. ${advice}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: encodeURI(uri) }, ...region } }],
  };
}

function columnOf(startColumn: number | undefined): object {
  return startColumn === undefined ? {} : { startColumn };
}
