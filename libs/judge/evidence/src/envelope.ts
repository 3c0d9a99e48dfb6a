import { createHash } from "node:crypto";
import { canonicalJson, compareText, type Issue, type Location, type Result } from "@ipai/core";
import { Attestation, PREDICATE_TYPE, type OdooRun } from "./schema.ts";

/** Tree oids by name: of modules, and of the framework under `CORE_SUBJECT`. */
export type Subjects = Readonly<Record<string, string>>;

/** A statement about these trees. */
export function makeAttestation(subjects: Subjects, run: OdooRun): Attestation {
  const subject = Object.entries(subjects)
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, oid]) => ({ name, digest: { gitTree: oid } }));
  return Attestation.parse({
    _type: "https://in-toto.io/Statement/v1",
    subject,
    predicateType: PREDICATE_TYPE,
    predicate: run,
  });
}

/** The file an attestation is kept in: its name carries the digest of its bytes, so a changed byte shows. */
export function renderAttestation(attestation: Attestation): { readonly name: string; readonly text: string } {
  const text = `${canonicalJson(attestation, 1)}\n`;
  const [first] = attestation.predicate.database.modules;
  return { name: `${first}-${attestation.predicate.kind}-${digestOf(text).slice(0, 16)}.json`, text };
}

/**
 * Text of a file in `evidence/` → attestation, or null with the reason: not the schema's shape, or bytes
 * that are not the ones its name promises.
 */
export function parseAttestation(text: string, at: Location): Result<Attestation | null> {
  const promised = /-([0-9a-f]{16})\.json$/.exec(at.path)?.[1];
  if (promised !== digestOf(text).slice(0, 16)) {
    return refuse(
      "attestation-changed",
      "its bytes are not the ones it was written with",
      "Run the tests again and keep the new file",
      at,
    );
  }
  const parsed = Attestation.safeParse(jsonOf(text));
  if (parsed.success) return { value: parsed.data, issues: [] };
  const [issue] = parsed.error.issues;
  const where = issue!.path.join(".") || "the statement";
  return refuse("attestation-shape", `${where}: ${issue!.message}`, "Write it with `ipai odoo test`, not by hand", at);
}

function refuse(code: string, message: string, advice: string, at: Location): { value: null; issues: Issue[] } {
  return { value: null, issues: [{ code, severity: "error", message, advice, at }] };
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
