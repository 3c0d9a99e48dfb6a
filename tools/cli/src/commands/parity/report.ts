import { assessParity, type Parity, type ParityInput } from "@ipai/parity";
import { makeParityReport, type ParityReport, type ReportInputs } from "@ipai/report";
import { MAPPING_FILE, type ParityWorkspace } from "./read.ts";

/** The judgement and the document that every format is made of. */
export function reportOf(workspace: ParityWorkspace, input: ParityInput): { parity: Parity; report: ParityReport } {
  const parity = assessParity(input);
  return { parity, report: makeParityReport(parity, inputsOf(workspace, input), workspace.issues) };
}

function inputsOf(
  { pins, catalog, attestations, mappingDigest, universe }: ParityWorkspace,
  input: ParityInput,
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
    workspace: modules
      .filter(({ origin }) => origin.commit === null)
      .map(({ name, origin }) => ({ name, tree: origin.tree })),
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
