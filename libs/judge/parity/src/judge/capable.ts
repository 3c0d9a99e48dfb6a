import type { Location } from "@ipai/core";
import type { Candidate } from "../mapping/schema.ts";
import { checkProbe, renderProbe } from "../probes/index.ts";
import { without, type World } from "../world/world.ts";
import { COMMUNITY } from "./input.ts";
import { because, missed, reached, unknownStep, type Step } from "./step.ts";

/** A probe's answer about a candidate, with its negative control. */
export interface ProbeResult {
  readonly text: string;
  readonly state: "holds" | "fails" | "unknown";
  readonly reason?: string;
  readonly evidence: readonly Location[];
  /** Why it proves nothing although it holds: it also holds without the candidate. */
  readonly useless?: string;
}

/**
 * Asks every probe of the candidate's closure, then of the closure without the candidate's own modules and
 * (unless Community is the candidate) of all of Community: there it must not hold.
 */
export function askProbes(candidate: Candidate, world: World, community: World): ProbeResult[] {
  const own = new Set(candidate.modules);
  const controls = [{ world: without(world, own), where: "without the candidate's own modules" }];
  if (candidate.from !== COMMUNITY) controls.push({ world: community, where: "in Community alone" });
  return candidate.probes.map((probe) => {
    const answer = checkProbe(probe, world);
    const vain = answer.state === "holds" && controls.find((it) => checkProbe(probe, it.world).state === "holds");
    return { text: renderProbe(probe), ...answer, ...(vain ? { useless: `it also holds ${vain.where}` } : {}) };
  });
}

/** Probes of a candidate whose modules are not there: nobody to ask, so nothing is known. */
export function leaveProbes(candidate: Candidate): ProbeResult[] {
  const reason = "not asked, since its modules are not pinned";
  return candidate.probes.map((probe) => ({ text: renderProbe(probe), state: "unknown", reason, evidence: [] }));
}

/** Capable: every probe holds, and at least one of them proves something. */
export function judgeCapable(probes: readonly ProbeResult[]): Step {
  if (probes.length === 0) return missed("capable", because("no-probe", "no probe says what would prove it"));
  const failed = probes.filter(({ state }) => state === "fails");
  if (failed.length > 0) return missed("capable", because("probe-fails", ...failed.map(describe)), places(failed));
  const open = probes.filter(({ state }) => state === "unknown");
  if (open.length > 0) return unknownStep("capable", because("probe-unknown", ...open.map(describe)), places(open));
  const proof = probes.filter(({ useless }) => useless === undefined);
  if (proof.length > 0) return reached("capable", places(proof));
  return missed("capable", because("probe-useless", ...probes.map((it) => `${it.text}: ${it.useless}`)));
}

const describe = ({ text, reason }: ProbeResult) => `${text}: ${reason}`;
const places = (probes: readonly ProbeResult[]) => probes.flatMap((it) => it.evidence);
