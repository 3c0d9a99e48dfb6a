import type { Attestation } from "./schema.ts";
import type { Subjects } from "./envelope.ts";

export interface EvidencePolicy {
  /** Days after which a run no longer counts. */
  readonly maxAgeDays: number;
  /** The day to judge by, `2026-11-22`: given, so that the same inputs give the same answer. */
  readonly asOf: string;
}

/** What an attestation is worth today: nothing, unless `reasons` is empty. */
export interface Verdict {
  readonly counts: boolean;
  readonly reasons: readonly string[];
  /** Subjects whose content is no longer the attested one. */
  readonly changed: readonly string[];
}

/** Judges an attestation against the content there is now and the policy. */
export function verifyAttestation(attestation: Attestation, current: Subjects, policy: EvidencePolicy): Verdict {
  const changed = subjectsOf(attestation).filter(([name, oid]) => current[name] !== oid);
  const reasons = [
    ...changed.map(([name, oid]) => changeOf(name, oid, current[name])),
    ...outcomeReasons(attestation.predicate),
    ...ageReasons(attestation.predicate.finished, policy),
  ];
  return { counts: reasons.length === 0, reasons, changed: changed.map(([name]) => name) };
}

/** What an attestation is about: names with the object ids they had. */
function subjectsOf({ subject }: Attestation): [name: string, oid: string][] {
  return subject.map(({ name, digest }) => [name, digest.gitTree]);
}

function changeOf(name: string, attested: string, now: string | undefined): string {
  if (now === undefined) return `${name} is no longer there`;
  return `${name} changed since: it was ${attested.slice(0, 12)}, it is ${now.slice(0, 12)}`;
}

function outcomeReasons({ kind, outcome, tests }: Attestation["predicate"]): string[] {
  if (outcome === "failed") return ["the run failed"];
  if (tests.failed + tests.errors > 0) return [`${tests.failed + tests.errors} tests failed`];
  if (kind === "test" && tests.passed === 0) return ["no test passed: nothing was tested"];
  return [];
}

function ageReasons(finished: string, { maxAgeDays, asOf }: EvidencePolicy): string[] {
  const days = Math.floor((Date.parse(asOf) - Date.parse(finished)) / 86_400_000);
  if (days > maxAgeDays) return [`it is ${days} days old, the policy allows ${maxAgeDays}`];
  if (days < -1) return [`it was finished after ${asOf}`];
  return [];
}
