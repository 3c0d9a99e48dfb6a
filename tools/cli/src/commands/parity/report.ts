import {
  assessParity,
  makeParityReport,
  type Parity,
  type ParityInput,
  type ParityReport,
  type ReportInputs,
} from "@ipai/parity";
import { MAPPING_FILE, type ParityWorkspace } from "./read.ts";

/** The judgement and the document that every format is made of. */
export function reportOf(workspace: ParityWorkspace, input: ParityInput): { parity: Parity; report: ParityReport } {
  const parity = assessParity(input);
  return { parity, report: makeParityReport(parity, inputsOf(workspace, input, parity), workspace.issues) };
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
