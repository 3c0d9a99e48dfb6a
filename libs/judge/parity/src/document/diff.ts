import { compareText } from "@ipai/core";
import type { CapabilityResult } from "../judge/capability.ts";
import type { Step } from "../judge/step.ts";
import type { Tier } from "../mapping/schema.ts";
import { round } from "../score/score.ts";
import type { ParityReport } from "./report.ts";

/** One capability that stands elsewhere than before, and what moved it. */
export interface Shift {
  readonly id: string;
  readonly title: string;
  readonly scope: string;
  /** Null: it was, or is, not in the mapping. */
  readonly before: Standing | null;
  readonly after: Standing | null;
  /** Change of its share times its weight: what it moves, in points of weight. */
  readonly points: number;
  readonly causes: readonly string[];
}

interface Standing {
  readonly tier: Tier;
  readonly share: number;
  readonly modules: readonly string[];
}

/** What changed between two runs. */
export interface ParityDiff {
  readonly proven: {
    readonly required: readonly [before: number, after: number];
    readonly universe: readonly [before: number, after: number];
  };
  /** Pins whose commit moved, came or went. */
  readonly pins: readonly { readonly name: string; readonly before: string | null; readonly after: string | null }[];
  /** Largest loss first, then the largest gain. */
  readonly shifts: readonly Shift[];
}

/** Compares two reports: which capabilities moved, and by which pin, module, attestation or line of the mapping. */
export function diffParity(before: ParityReport, after: ParityReport): ParityDiff {
  const score = (of: "required" | "universe") =>
    [before.parity.totals[of].proven, after.parity.totals[of].proven] as const;
  const [old, now] = [byId(before), byId(after)];
  const ids = [...new Set([...old.keys(), ...now.keys()])].sort(compareText);
  const shifts = ids.flatMap((id) => shiftOf(old.get(id), now.get(id), before, after));
  return {
    proven: { required: score("required"), universe: score("universe") },
    pins: movedPins(before, after),
    shifts: shifts.sort((a, b) => a.points - b.points),
  };
}

function byId({ parity }: ParityReport): Map<string, CapabilityResult> {
  return new Map(parity.capabilities.map((it) => [it.id, it] as const));
}

function movedPins(before: ParityReport, after: ParityReport): ParityDiff["pins"] {
  const [old, now] = [before, after].map(
    ({ inputs }) => new Map(inputs.pins.map(({ name, commit }) => [name, commit] as const)),
  );
  return [...new Set([...old!.keys(), ...now!.keys()])]
    .sort(compareText)
    .map((name) => ({ name, before: old!.get(name) ?? null, after: now!.get(name) ?? null }))
    .filter((pin) => pin.before !== pin.after);
}

function shiftOf(
  old: CapabilityResult | undefined,
  now: CapabilityResult | undefined,
  before: ParityReport,
  after: ParityReport,
): Shift[] {
  const any = now ?? old!;
  const points = round((now ? now.weight * now.share : 0) - (old ? old.weight * old.share : 0));
  if (old && now && points === 0 && old.tier === now.tier) return [];
  const { id, title, scope } = any;
  return [
    {
      id,
      title,
      scope,
      before: standing(old),
      after: standing(now),
      points,
      causes: causesOf(old, now, before, after),
    },
  ];
}

function standing(it: CapabilityResult | undefined): Standing | null {
  if (!it) return null;
  return { tier: it.tier, share: it.share, modules: it.best === null ? [] : it.candidates[it.best]!.modules };
}

function causesOf(
  old: CapabilityResult | undefined,
  now: CapabilityResult | undefined,
  before: ParityReport,
  after: ParityReport,
): string[] {
  if (!old) return ["new in the mapping"];
  if (!now) return ["no longer in the mapping"];
  const causes = [
    ...changedModules(old, now, before, after),
    ...(isClaimedAlike(old, now) ? [] : ["the mapping says something else"]),
  ];
  const lost = now.share < old.share ? (stopOf(old, now)?.reasons ?? []).map(({ message }) => message) : [];
  return [...causes, ...lost];
}

/** Where the candidate that counted before stops now. */
function stopOf(old: CapabilityResult, now: CapabilityResult): Step | undefined {
  const counted = old.best === null ? undefined : old.candidates[old.best]!.modules.join();
  const found = now.candidates.find(({ modules }) => modules.join() === counted) ?? now.candidates[now.best ?? 0];
  return found?.steps.find(({ state }) => state !== "reached");
}

/** Modules of either closure whose content is another one, by the repository that moved them. */
function changedModules(
  old: CapabilityResult,
  now: CapabilityResult,
  before: ParityReport,
  after: ParityReport,
): string[] {
  const names = new Set(
    [old, now].flatMap(({ candidates }) => candidates.flatMap(({ closure, modules }) => [...closure, ...modules])),
  );
  const claimed = new Set([old, now].flatMap(({ candidates }) => candidates.flatMap(({ modules }) => modules)));
  const moved = new Map<string, string[]>();
  for (const name of [...names].sort(compareText)) {
    const [a, b] = [before.inputs.trees[name], after.inputs.trees[name]];
    // A dependency that nobody needs any more may still be there; where it is missed, a step's reason says so.
    if (a?.tree === b?.tree || (b === undefined && !claimed.has(name))) continue;
    const { from } = (b ?? a)!;
    const verb = a === undefined ? "came" : b === undefined ? "went" : "changed";
    moved.set(from, [...(moved.get(from) ?? []), `${name} ${verb}`]);
  }
  return [...moved].map(([from, list]) => `${from}: ${list.join(", ")}`);
}

function isClaimedAlike(old: CapabilityResult, now: CapabilityResult): boolean {
  return claims(old) === claims(now);
}

/** What the mapping says of a capability, without what came of it. */
function claims({ weight, scope, candidates }: CapabilityResult): string {
  const named = candidates.map((it) => [it.modules, it.from, it.coverage, it.probes.map(({ text }) => text)]);
  return JSON.stringify([weight, scope, named]);
}
