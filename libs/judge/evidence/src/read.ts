import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Issue, Result } from "@ipai/core";
import { parseAttestation } from "./envelope.ts";
import type { Attestation } from "./schema.ts";
import { verifySignature, type SignatureState } from "./signature.ts";

/** One attestation as it lies in the evidence folder. */
export interface StoredAttestation {
  /** Path relative to the workspace: `evidence/ipai_bir_base-test-0123456789abcdef.json`. */
  readonly path: string;
  readonly attestation: Attestation;
  readonly signature: SignatureState;
}

/**
 * Reads `<root>/evidence/*.json` with their `.sig` files, verified against `evidence/allowed_signers`.
 * A file that was changed, or whose signature is bad, is an issue and gives no attestation; a missing folder is empty.
 */
export async function readAttestations(root: string): Promise<Result<StoredAttestation[]>> {
  const names = (await readdir(join(root, "evidence")).catch(() => [])).sort();
  const value: StoredAttestation[] = [];
  const issues: Issue[] = [];
  for (const name of names.filter((it) => it.endsWith(".json"))) {
    const path = `evidence/${name}`;
    const text = await readFile(join(root, path), "utf8");
    const parsed = parseAttestation(text, { path });
    issues.push(...parsed.issues);
    if (!parsed.value) continue;
    const armored = names.includes(`${name}.sig`) ? await readFile(join(root, `${path}.sig`), "utf8") : null;
    const signature = await verifySignature(text, armored, join(root, "evidence/allowed_signers"));
    if (signature.state === "bad") issues.push(badSignature(path, signature.reason));
    else value.push({ path, attestation: parsed.value, signature });
  }
  return { value, issues };
}

function badSignature(path: string, reason: string): Issue {
  const message = `its signature does not verify: ${reason}`;
  const advice = "Sign it again with a key of evidence/allowed_signers, or remove the .sig file";
  return { code: "attestation-signature", severity: "error", message, advice, at: { path } };
}
