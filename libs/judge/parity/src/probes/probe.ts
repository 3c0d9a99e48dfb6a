import type { Location } from "@ipai/core";
import type { z } from "zod";
import type { ProbeKind, PROBES } from "../mapping/probe.ts";
import type { World } from "../world/world.ts";

type ProbeOf<K extends ProbeKind> = z.infer<(typeof PROBES)[K]>;

/** What a probe found: true with its places, false, or not known from the facts (which never counts). */
export interface ProbeAnswer {
  readonly state: "holds" | "fails" | "unknown";
  /** Where it holds; for a failure, the nearest thing that is there. */
  readonly evidence: readonly Location[];
  /** Why it does not hold. */
  readonly reason?: string;
}

/** One kind of probe: how it reads and when it is true. */
export interface ProbeRule<K extends ProbeKind> {
  readonly text: (probe: ProbeOf<K>) => string;
  readonly check: (probe: ProbeOf<K>, world: World) => ProbeAnswer;
}

export const holds = (...evidence: readonly Location[]): ProbeAnswer => ({ state: "holds", evidence });
export const fails = (reason: string, ...evidence: readonly Location[]): ProbeAnswer => ({
  state: "fails",
  evidence,
  reason,
});
export const unknown = (reason: string, ...evidence: readonly Location[]): ProbeAnswer => ({
  state: "unknown",
  evidence,
  reason,
});

/** `account.move.line.partner_id` → model and member. */
export function splitMember(path: string): readonly [model: string, member: string] {
  const dot = path.lastIndexOf(".");
  return [path.slice(0, dot), path.slice(dot + 1)];
}
