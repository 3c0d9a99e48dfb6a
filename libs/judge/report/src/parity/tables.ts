import { formatLocation } from "@ipai/core";
import type { CandidateResult, CapabilityResult, ParityReport, Score } from "@ipai/parity";

/** Columns and rows, whatever file they end up in. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** The tables beside the report, by name. */
export function parityTables({ parity, inputs }: ParityReport): Record<string, Table> {
  return {
    capabilities: capabilities(parity.capabilities),
    candidates: candidates(parity.capabilities),
    evidence: evidence(parity.capabilities),
    scores: scores([
      ["universe", "", parity.totals.universe],
      ["scope", "required", parity.totals.required],
      ...parity.domains.map(({ name, score }) => ["domain", name, score] as const),
      ...parity.apps.map(({ name, score }) => ["app", name, score] as const),
    ]),
    pins: {
      header: ["repository", "url", "branch", "commit", "modules"],
      rows: inputs.pins.map((it) => [it.name, it.url, it.branch, it.commit, it.modules]),
    },
  };
}

function capabilities(list: readonly CapabilityResult[]): Table {
  const header = [
    "id",
    "title",
    "domain",
    "app",
    "scope",
    "weight",
    "tier",
    "share",
    "possible_share",
    "declared_share",
    "modules",
    "held_back_by",
  ];
  const rows = list.map((it) => {
    const best = it.best === null ? undefined : it.candidates[it.best];
    const modules = best?.modules.join(" ") ?? "";
    const reasons = best?.steps.find(({ state }) => state !== "reached")?.reasons.map(({ message }) => message) ?? [];
    const heldBack = best ? reasons.join("; ") : (it.none ?? "");
    return [
      it.id,
      it.title,
      it.domain,
      it.app,
      it.scope,
      it.weight,
      it.tier,
      it.share,
      it.possibleShare,
      it.declaredShare,
      modules,
      heldBack,
    ];
  });
  return { header, rows };
}

const eachCandidate = <T>(
  list: readonly CapabilityResult[],
  rows: (it: CandidateResult, capability: CapabilityResult, index: number) => T[],
) => list.flatMap((capability) => capability.candidates.flatMap((it, index) => rows(it, capability, index)));

function candidates(list: readonly CapabilityResult[]): Table {
  const header = [
    "capability",
    "candidate",
    "modules",
    "from",
    "coverage",
    "tier",
    "share",
    "counts",
    "closure",
    "gaps",
  ];
  return {
    header,
    rows: eachCandidate(list, (it, { id, best }, index) => [
      [
        id,
        index,
        it.modules.join(" "),
        it.from,
        it.coverage,
        it.tier,
        it.share,
        index === best ? "yes" : "no",
        it.closure.length,
        it.gaps ?? "",
      ],
    ]),
  };
}

function evidence(list: readonly CapabilityResult[]): Table {
  const header = ["capability", "candidate", "step", "state", "claim", "reason", "place"];
  return {
    header,
    rows: eachCandidate(list, (it, { id }, index) => [
      ...it.steps.map((step) => [
        id,
        index,
        step.tier,
        step.state,
        "",
        step.reasons.map(({ message }) => message).join("; "),
        step.evidence.map(formatLocation).join(" "),
      ]),
      ...it.probes.map((probe) => [
        id,
        index,
        "probe",
        probe.state,
        probe.text,
        probe.useless ?? probe.reason ?? "",
        probe.evidence.map(formatLocation).join(" "),
      ]),
    ]),
  };
}

function scores(list: readonly (readonly [kind: string, name: string, score: Score])[]): Table {
  const header = ["kind", "name", "capabilities", "weight", "proven", "possible", "tested", "declared"];
  return {
    header,
    rows: list.map(([kind, name, it]) => [
      kind,
      name,
      it.capabilities,
      it.weight,
      it.proven,
      it.possible,
      it.tested,
      it.declared,
    ]),
  };
}
