import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  makeAttestation,
  readAttestations,
  renderAttestation,
  signText,
  verifyAttestation,
  type OdooRun,
} from "./index.ts";

const tree = (letter: string) => letter.repeat(40);
const counts = { run: 3, passed: 3, failed: 0, errors: 0, skipped: 0 };
const RUN: OdooRun = {
  kind: "test",
  outcome: "passed",
  command: ["odoo-bin", "-i", "ipai_bir_base"],
  versions: { odoo: "19.0" },
  database: { demo: true, modules: ["ipai_bir_base"] },
  tests: counts,
  suites: { ipai_bir_base: counts },
  cases: [],
  finished: "2026-11-01T10:00:00Z",
  seconds: 12.5,
  log: { sha256: "a".repeat(64), lines: 10 },
};
const SUBJECTS = { ipai_bir_base: tree("a"), account: tree("b") };
const POLICY = { maxAgeDays: 90, asOf: "2026-11-22" };
const judge = (run: Partial<OdooRun>, now: Record<string, string> = SUBJECTS, policy = POLICY) =>
  verifyAttestation(makeAttestation(SUBJECTS, { ...RUN, ...run }), now, policy);

describe("verifyAttestation", () => {
  test("counts while every subject is the attested one", () => {
    expect(judge({})).toEqual({ counts: true, reasons: [], changed: [] });
  });

  test("a changed or missing subject voids it by name", () => {
    expect(judge({}, { ...SUBJECTS, account: tree("c") })).toMatchObject({
      counts: false,
      changed: ["account"],
      reasons: ["account changed since: it was bbbbbbbbbbbb, it is cccccccccccc"],
    });
    expect(judge({}, { account: tree("b") }).reasons).toEqual(["ipai_bir_base is no longer there"]);
  });

  test("no test, a failed test and old age never count", () => {
    const none = { run: 1, passed: 0, failed: 0, errors: 0, skipped: 1 };
    expect(judge({ tests: none }).reasons).toEqual(["no test passed: nothing was tested"]);
    expect(judge({ tests: { ...counts, passed: 2, errors: 1 } }).reasons).toEqual(["1 tests failed"]);
    expect(judge({ outcome: "failed" }).counts).toBe(false);
    expect(judge({}, SUBJECTS, { ...POLICY, maxAgeDays: 7 }).reasons).toEqual([
      "it is 20 days old, the policy allows 7",
    ]);
    expect(judge({}, SUBJECTS, { ...POLICY, asOf: "2026-01-01" }).counts).toBe(false);
  });
});

describe("the evidence folder", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "evidence-"));
    mkdirSync(join(root, "evidence"));
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const { name, text } = renderAttestation(makeAttestation(SUBJECTS, RUN));
  const put = (file: string, content: string) => writeFileSync(join(root, "evidence", file), content);
  const key = (file: string) => {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "ci", "-f", join(root, file)]);
    return readFileSync(join(root, `${file}.pub`), "utf8");
  };

  test("is empty when there is none", async () => {
    rmSync(join(root, "evidence"), { recursive: true });
    expect(await readAttestations(root)).toEqual({ value: [], issues: [] });
  });

  test("an unsigned attestation says so, and one changed byte is named", async () => {
    put(name, text);
    expect((await readAttestations(root)).value).toMatchObject([
      { path: `evidence/${name}`, signature: { state: "unsigned" } },
    ]);
    put(name, text.replace('"passed": 3', '"passed": 4'));
    expect(await readAttestations(root)).toMatchObject({
      value: [],
      issues: [{ code: "attestation-changed", at: { path: `evidence/${name}` } }],
    });
  });

  test("a signature verifies against the allowed signers alone", async () => {
    put("allowed_signers", `ci@example.com ${key("good")}`);
    put(name, text);
    put(`${name}.sig`, await signText(text, join(root, "good")));
    expect((await readAttestations(root)).value).toMatchObject([
      { signature: { state: "signed", by: "ci@example.com" } },
    ]);

    key("stranger");
    put(`${name}.sig`, await signText(text, join(root, "stranger")));
    expect(await readAttestations(root)).toMatchObject({ value: [], issues: [{ code: "attestation-signature" }] });

    put(`${name}.sig`, await signText(`${text} `, join(root, "good")));
    expect(await readAttestations(root)).toMatchObject({ value: [], issues: [{ code: "attestation-signature" }] });
  });

  test("a statement of another shape is refused with its field", async () => {
    const wrong = renderAttestation({
      ...makeAttestation(SUBJECTS, RUN),
      predicate: { ...RUN, tests: { ...counts, run: 9 } },
    });
    put(wrong.name, wrong.text);
    expect((await readAttestations(root)).issues).toMatchObject([
      { code: "attestation-shape", message: expect.stringMatching(/^predicate\.tests: `run` is the sum/) },
    ]);
  });
});
