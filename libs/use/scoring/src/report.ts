import { createHash } from "node:crypto";
import { canonicalJson } from "@ipai/core";
import {
  assessParity,
  makeParityReport,
  type Parity,
  type ParityInput,
  type ParityReport,
  type ReportInputs,
} from "@ipai/parity";
import { planFor } from "./plan-for.ts";
import { hasPorts } from "./ports/file.ts";
import { MAPPING_FILE, type ParityWorkspace } from "./read.ts";

/** The share of the required scope that the roadmap leads to. */
const TARGET = 0.8;

/** The judgement, the way to the target, and the document that every format is made of. */
export async function reportOf(workspace: ParityWorkspace, input: ParityInput): Promise<ParityReport> {
  const parity = assessParity(input);
  const plan = hasPorts(workspace.root)
    ? await planFor(workspace.root, parity, input, { target: TARGET, scope: "required" })
    : null;
  return makeParityReport(parity, inputsOf(workspace, input, parity), plan, workspace.issues);
}

/** SHA-256 of the canonical document, by which history names it. */
export function reportDigest(report: ParityReport): string {
  return createHash("sha256").update(canonicalJson(report)).digest("hex");
}

function inputsOf(
  { pins, catalog, attestations, mappingDigest, universe }: ParityWorkspace,
  input: ParityInput,
  parity: Parity,
): ReportInputs {
  const { mapping } = input.mapping;
  const accounted = new Set([...mapping.capabilities.flatMap(({ addons }) => addons), ...Object.keys(mapping.addons)]);
  const modules = [...catalog.modules.values()];
  return {
    mapping: { path: MAPPING_FILE, sha256: mappingDigest },
    pins: pins.map(({ name, pin: { url, branch, commit, head } }) => ({
      name,
      url,
      branch,
      commit: head ?? commit,
      modules: modules.filter(({ origin }) => origin.source === name).length,
    })),
    workspace: modules.filter(({ origin }) => origin.commit === null).length,
    trees: treesOf(parity, input),
    attestations: attestations.map(({ path, attestation: { predicate }, verdict, signature }) => ({
      path,
      kind: predicate.kind,
      modules: predicate.database.modules,
      counts: verdict.counts,
      reasons: verdict.reasons,
      signedBy: signature.state === "signed" ? signature.by : null,
      tests: { run: predicate.tests.run, passed: predicate.tests.passed, skipped: predicate.tests.skipped },
    })),
    universe: { addons: universe.length, accounted: universe.filter((name) => accounted.has(name)).length },
  };
}

/** Content by module, for everything that a candidate's closure holds. */
function treesOf({ capabilities }: Parity, input: ParityInput): ReportInputs["trees"] {
  const names = new Set(capabilities.flatMap(({ candidates }) => candidates.flatMap(({ closure }) => closure)));
  const entries = [...names].map(
    (name) => [name, { from: input.repositories.get(name)!, tree: input.subjects[name]! }] as const,
  );
  return Object.fromEntries(entries);
}
