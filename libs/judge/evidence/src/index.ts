export { makeAttestation, parseAttestation, renderAttestation, type Subjects } from "./envelope.ts";
export { readAttestations, type StoredAttestation } from "./read.ts";
export { parseReleases, previousRelease, type Release, type Releases } from "./releases.ts";
export { Attestation, CORE_SUBJECT, PREDICATE_TYPE, type Counts, type OdooRun } from "./schema.ts";
export { signText, verifySignature, type SignatureState } from "./signature.ts";
export { verifyAttestation, type EvidencePolicy, type Verdict } from "./verify.ts";
