import type { Issue } from "@ipai/core";
import type { Parity } from "../assess.ts";
import type { Plan } from "../plan/plan.ts";
import { findLosses, type Loss } from "../score/losses.ts";

/** What the judgement read: enough for anyone to fetch the same bytes. */
export interface ReportInputs {
  readonly mapping: { readonly path: string; readonly sha256: string };
  /** In addons-path order. */
  readonly pins: readonly ReportPin[];
  /** Number of modules of the workspace itself. */
  readonly workspace: number;
  /** Content of every module that a judgement rests on: all closures, by module. */
  readonly trees: Readonly<Record<string, { readonly from: string; readonly tree: string }>>;
  readonly attestations: readonly ReportAttestation[];
  /** Add-ons of the Enterprise universe, and how many of them the mapping accounts for. */
  readonly universe: { readonly addons: number; readonly accounted: number };
}

export interface ReportPin {
  readonly name: string;
  readonly url: string;
  readonly branch: string;
  readonly commit: string;
  readonly modules: number;
}

export interface ReportAttestation {
  readonly path: string;
  readonly kind: string;
  readonly modules: readonly string[];
  readonly counts: boolean;
  readonly reasons: readonly string[];
  /** Who signed it; null when nobody did. */
  readonly signedBy: string | null;
  readonly tests: { readonly run: number; readonly passed: number; readonly skipped: number };
}

/** `report.json`: everything the other formats are made of. */
export interface ParityReport {
  readonly version: 1;
  readonly inputs: ReportInputs;
  readonly parity: Parity;
  /** What holds the score back, for the scope and for the universe. */
  readonly losses: { readonly required: readonly Loss[]; readonly universe: readonly Loss[] };
  /** The way to the target; null where older series were not read. */
  readonly plan: Plan | null;
  readonly issues: readonly Issue[];
}

/** The document of one run. */
export function makeParityReport(
  parity: Parity,
  inputs: ReportInputs,
  plan: Plan | null,
  issues: readonly Issue[],
): ParityReport {
  const required = parity.capabilities.filter(({ scope }) => scope === "required");
  const losses = { required: findLosses(required), universe: findLosses(parity.capabilities) };
  return { version: 1, inputs, parity, losses, plan, issues };
}
