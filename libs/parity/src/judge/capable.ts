import type { Location } from "@ipai/core";
import type { Candidate } from "../mapping/schema.ts";
import { checkProbe, renderProbe } from "../probes/index.ts";
import { without, type World } from "../world/world.ts";
import { COMMUNITY } from "./input.ts";
import { missed, type Step } from "./step.ts";

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

/** Capable: every probe holds, and at least one of them proves something. */
export function judgeCapable(probes: readonly ProbeResult[]): Step {
  if (probes.length === 0) return missed("capable", ["no probe says what would prove it"]);
  const failed = probes.filter(({ state }) => state === "fails");
  if (failed.length > 0)
    return missed(
      "capable",
      failed.map(describe),
      failed.flatMap((it) => it.evidence),
    );
  const open = probes.filter(({ state }) => state === "unknown");
  if (open.length > 0) {
    return {
      tier: "capable",
      state: "unknown",
      reasons: open.map(describe),
      evidence: open.flatMap((it) => it.evidence),
    };
  }
  if (probes.every(({ useless }) => useless !== undefined)) {
    return missed(
      "capable",
      probes.map((it) => `${it.text}: ${it.useless}`),
    );
  }
  const proof = probes.filter(({ useless }) => useless === undefined);
  return { tier: "capable", state: "reached", reasons: [], evidence: proof.flatMap((it) => it.evidence) };
}

const describe = ({ text, reason }: ProbeResult) => `${text}: ${reason}`;
