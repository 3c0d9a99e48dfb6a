export { assessParity, type Parity } from "./assess.ts";
export { diffParity, type ParityDiff, type Shift } from "./document/diff.ts";
export {
  makeParityReport,
  type ParityReport,
  type ReportAttestation,
  type ReportInputs,
  type ReportPin,
} from "./document/report.ts";
export { type CandidateResult } from "./judge/candidate.ts";
export { type CapabilityResult } from "./judge/capability.ts";
export { type ProbeResult } from "./judge/capable.ts";
export { COMMUNITY, type JudgedAttestation, type ParityInput } from "./judge/input.ts";
export { type Cause, type Reason, type Step } from "./judge/step.ts";
export { findAdvertised, type Advertised } from "./lint/advertised.ts";
export { lintParity } from "./lint/lint.ts";
export { parseMapping, type LocatedMapping } from "./mapping/parse.ts";
export { Mapping, TIERS, type Capability, type Candidate, type Tier } from "./mapping/schema.ts";
export { type GroupScore } from "./score/groups.ts";
export { findLosses, firstCause, type Loss } from "./score/losses.ts";
export { type Score } from "./score/score.ts";
export { indexFacts, type FactIndex } from "./world/index-facts.ts";
export { calibrate, type Calibration, type PortPair } from "./port/calibrate.ts";
export { type DonePort, type PortsDocument } from "./port/document.ts";
export { portNeeds, type PortModule } from "./port/needs.ts";
export { pricePorts, type PortPrice, type PriceList } from "./port/price.ts";
export { planParity, type Plan, type PlanStep, type PlanWish } from "./plan/plan.ts";
export { checkProbe } from "./probes/index.ts";
export { makeWorld } from "./world/world.ts";
