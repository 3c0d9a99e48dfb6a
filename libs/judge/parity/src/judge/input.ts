import type { StoredAttestation, Subjects, Verdict } from "@ipai/evidence";
import type { Graph } from "@ipai/graph";
import type { LocatedMapping } from "../mapping/parse.ts";
import type { FactIndex } from "../world/index-facts.ts";

/** An attestation with what it is worth today. */
export interface JudgedAttestation extends StoredAttestation {
  readonly verdict: Verdict;
}

/** Everything the judgement rests on; all of it data, so that the same inputs give the same bytes. */
export interface ParityInput {
  readonly mapping: LocatedMapping;
  /** Facts of every module that a question can touch: the candidates' closures and all of Community. */
  readonly facts: FactIndex;
  readonly graph: Graph;
  /** `odoo/odoo`, `OCA/<repository>` or `ipai` by module: which repository its bytes come from. */
  readonly repositories: ReadonlyMap<string, string>;
  /** Tree oids there are now: modules, and the core. */
  readonly subjects: Subjects;
  readonly attestations: readonly JudgedAttestation[];
}

/** Name of Odoo Community wherever a repository is named. */
export const COMMUNITY = "odoo/odoo";
/** Own add-ons wherever a repository is named: their tests name the capabilities that they show. */
export const OWN = "ipai";
