import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeAttestation, renderAttestation, type Subjects } from "@ipai/evidence";
import type { ParityReport } from "@ipai/parity";
import { describe, expect, test } from "vitest";
import { ipai, plant } from "../../testing.ts";

const UNIVERSE = "helpdesk\nplanning\n";
const manifest = (depends: string) => `{'name': 'X', 'author': 'A', 'license': 'LGPL-3', 'depends': [${depends}]}`;
const model = (name: string, field: string) =>
  `from odoo import fields, models\nclass M(models.Model):\n    _name = '${name}'\n    ${field} = fields.Float()\n`;
const FIELD = "addons/ipai/ipai_desk/models.py";
const FILES = {
  "oca.lock.json": JSON.stringify({
    version: 1,
    series: "19.0",
    wish: { core: { url: "https://github.com/odoo/odoo", branch: "19.0" }, repositories: {} },
    resolved: { repositories: {} },
  }),
  "names.txt": UNIVERSE,
  "addons/ipai/base/__manifest__.py": manifest(""),
  "addons/ipai/base/__init__.py": "from . import models",
  "addons/ipai/base/models.py": model("res.partner", "score"),
  "addons/ipai/ipai_desk/__manifest__.py": manifest("'base'"),
  "addons/ipai/ipai_desk/__init__.py": "from . import models",
  [FIELD]: model("desk.ticket", "sla_hours"),
  "addons/ipai/ipai_desk/tests/__init__.py": "from . import test_desk",
  "addons/ipai/ipai_desk/tests/test_desk.py":
    'from odoo.tests import TransactionCase\nclass TestDesk(TransactionCase):\n    def test_sla(self):\n        """Capability: services.helpdesk.tickets"""\n',
  "ee_parity_mapping.yml": `version: 1
series: "19.0"
universe: {source: names, file: names.txt, sha256: ${createHash("sha256").update(UNIVERSE).digest("hex")}}
scope: services
credit: {unmapped: 0, mapped: 0, resolved: 0.25, capable: 0.7, installed: 0.85, tested: 1}
coverage_cap: {full: 1, strong: 0.9, partial: 0.5, weak: 0.2}
capabilities:
  - id: services.helpdesk.tickets
    title: Tickets
    description: Tickets with service levels.
    domain: services
    app: helpdesk
    weight: 3
    scope: required
    sources: ["docs: content/helpdesk.rst"]
    addons: [helpdesk]
    candidates:
      - modules: [ipai_desk]
        from: ipai
        coverage: full
        probes: [{ model: desk.ticket }, { field: desk.ticket.sla_hours, type: float }]
  - id: services.planning.shifts
    title: Shifts
    description: Shifts by person.
    domain: services
    app: planning
    weight: 1
    scope: required
    sources: ["public add-on name: planning"]
    addons: [planning]
    none: nothing public
`,
};
const LAST_LINE = /parity 52\.5 % proven of the required scope, 52\.5 % of the universe: dist\/parity\/index\.html\n$/;
const reportIn = (root: string) =>
  JSON.parse(readFileSync(join(root, "dist/parity/report.json"), "utf8")) as ParityReport;

function commit(root: string): void {
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: root });
  git("init", "-q");
  git("add", ".", ":!dist", ":!.ipai");
  git("commit", "-q", "-m", "state");
}

/** Attests the tests of `ipai_desk` on what the last report read. */
function attest(root: string): string {
  const { trees } = reportIn(root).inputs;
  const subjects: Subjects = Object.fromEntries(Object.entries(trees).map(([name, { tree }]) => [name, tree]));
  const tests = { run: 1, passed: 1, failed: 0, errors: 0, skipped: 0 };
  const { name, text } = renderAttestation(
    makeAttestation(subjects, {
      kind: "test",
      outcome: "passed",
      command: ["odoo-bin"],
      versions: { odoo: "19.0" },
      database: { demo: false, modules: ["ipai_desk", "base"] },
      tests,
      suites: { ipai_desk: tests },
      capabilities: { "services.helpdesk.tickets": tests },
      cases: [],
      finished: "2026-11-01T00:00:00Z",
      seconds: 1,
      log: { sha256: "0".repeat(64), lines: 1 },
    }),
  );
  mkdirSync(join(root, "evidence"));
  writeFileSync(join(root, "evidence", name), text);
  return join(root, "evidence", name);
}

describe("ipai parity", () => {
  test("writes the report, the same bytes each time, and ends with the score and its path", () => {
    const root = plant(FILES);
    const run = ipai(root, "parity", "--as-of", "2026-11-22");
    expect(run).toMatchObject({ status: 0, stderr: "", stdout: expect.stringMatching(LAST_LINE) });
    const first = readFileSync(join(root, "dist/parity/report.json"), "utf8");
    expect(readFileSync(join(root, "dist/parity/index.html"), "utf8")).toContain(
      "52.5 % of what the scope requires is proven",
    );
    ipai(root, "parity", "--format", "json", "--as-of", "2026-11-22");
    expect(readFileSync(join(root, "dist/parity/report.json"), "utf8")).toBe(first);
  });

  test("a real run lifts it, a changed byte in the attestation or in a module voids it and is named", () => {
    const root = plant(FILES);
    const score = () => reportIn(root).parity.totals.required;
    const judge = () => ipai(root, "parity", "--format", "json", "--as-of", "2026-11-22");
    judge();
    const file = attest(root);
    judge();
    expect(score()).toMatchObject({ proven: 0.75, tested: 0.75 });

    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace('"run": 1', '"run": 2'));
    expect(judge()).toMatchObject({ status: 1, stdout: expect.stringContaining("attestation-changed") });
    expect(score()).toMatchObject({ proven: 0.525, tested: 0 });

    writeFileSync(file, text);
    writeFileSync(join(root, "addons/ipai/base/models.py"), model("res.partner", "rating"));
    expect(judge().stdout).toContain("the attested content has changed since");
    const [capability] = reportIn(root).parity.capabilities;
    expect(capability!.candidates[0]!.steps[3]!.reasons[0]!.message).toMatch(/^evidence\/\S+: base changed since/);
  });

  test("diff names the capability that fell and what moved it", () => {
    const root = plant(FILES);
    commit(root);
    expect(ipai(root, "parity", "diff", "HEAD").stdout).toContain("no capability moved");
    writeFileSync(join(root, FIELD), model("desk.ticket", "sla_days"));
    expect(ipai(root, "parity", "diff", "HEAD").stdout).toBe(
      `required  52.5 % → 0.0 % proven
universe  52.5 % → 0.0 % proven
▼ services.helpdesk.tickets  capable 70.0 % → resolved 25.0 %
    ipai: ipai_desk changed
    field desk.ticket.sla_hours (float): desk.ticket.sla_hours is nowhere defined
`,
    );
    rmSync(join(root, "addons/ipai/ipai_desk"), { recursive: true });
    const { shifts } = JSON.parse(ipai(root, "parity", "diff", "HEAD", "--json").stdout);
    expect(shifts).toMatchObject([
      { after: { tier: "mapped" }, causes: ["ipai: ipai_desk went", "ipai_desk is in no pinned repository for 19.0"] },
    ]);
  });

  test("lint passes a complete mapping and fails on an add-on that nobody accounts for", () => {
    expect(ipai(plant(FILES), "parity", "lint", "--json")).toMatchObject({
      status: 0,
      stdout: '{\n  "issues": []\n}\n',
    });
    const lacking = {
      ...FILES,
      "ee_parity_mapping.yml": FILES["ee_parity_mapping.yml"].replace("addons: [helpdesk]", "addons: []"),
    };
    const run = ipai(plant(lacking), "parity", "lint");
    expect(run.status).toBe(1);
    expect(run.stdout).toContain("nobody accounts for the Enterprise add-on helpdesk");
  });

  test("a threshold decides the exit, and one that cannot be read is no threshold", () => {
    const root = plant(FILES);
    const judge = (threshold: string) => ipai(root, "parity", "--format", "json", "--threshold", threshold);
    expect(judge("52.5")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("52.5 % of the required scope: met"),
    });
    expect(judge("53")).toMatchObject({ status: 1, stdout: expect.stringContaining("not met") });
    for (const wrong of ["", "80%", "-1", "101", "NaN"]) expect(judge(wrong).status).toBe(2);
  });

  test("a history that cannot be opened is a warning: the score stands", () => {
    const root = plant({ ...FILES, ".ipai/history": "no folder" });
    const run = ipai(root, "parity", "--as-of", "2026-11-22");
    expect(run).toMatchObject({ status: 0, stdout: expect.stringMatching(LAST_LINE) });
    expect(run.stderr).toContain("warning no-history\n      the report goes without history: ");
  });

  test("a recorded run keeps the verdicts of the gates, with what blocks them", () => {
    const gates = `version: 1
milestones: [{ id: M0, title: Start, checks: [green] }, { id: M1, title: Next, needs: [M0], checks: [missing] }]
checks:
  - { id: green, title: Green, command: [sh, -c, 'test -z "$BROKEN"'], control: { env: { BROKEN: "1" } }, next: x }
  - { id: missing, title: Missing, command: null, missing: everything, next: x }
`;
    const root = plant({ ...FILES, "gates.yml": gates });
    commit(root);
    expect(ipai(root, "gate", "M0").stdout).toContain("nobody has run its control");
    expect(ipai(root, "gate", "green", "--record").status).toBe(0);
    expect(ipai(root, "gate", "0")).toMatchObject({ status: 0, stdout: expect.stringContaining("M0 Start: GO") });
    ipai(root, "parity", "history", "--record");
    const board = ipai(root, "store", "query", "SELECT gate, verdict, blocking FROM v_gate_board", "--json");
    expect(JSON.parse(board.stdout)).toEqual({
      rows: [
        { gate: "M0", verdict: "GO", blocking: [] },
        { gate: "M1", verdict: "NO-GO", blocking: ["missing"] },
      ],
    });
  });

  test("an unknown tier is a finding with file, line, reason and advice; no mapping and no such commit cannot run", () => {
    const wrong = {
      ...FILES,
      "ee_parity_mapping.yml": FILES["ee_parity_mapping.yml"].replace("tested: 1", "proven: 1"),
    };
    const run = ipai(plant(wrong), "parity");
    expect(run.status).toBe(1);
    expect(run.stdout).toMatch(/mapping-shape {2}ee_parity_mapping.yml:5:\d+\n {6}unknown key `proven`\n {6}help: /);
    expect(ipai(plant({ "oca.lock.json": FILES["oca.lock.json"] }), "parity")).toMatchObject({ status: 2, stdout: "" });
    expect(ipai(plant(FILES), "parity", "diff", "nowhere").status).toBe(2);
  });
});
