import { compareText } from "@ipai/core";
import type { CapabilityResult, ParityDiff, ParityReport, Shift, Tier } from "@ipai/parity";
import type { ParityWorkspace } from "./read.ts";

/** Rows of a recorded run. Shares come as text, since they are decimals. */
export interface RecordedRun {
  readonly scores: readonly { readonly scope: string; readonly proven: string }[];
  readonly capabilities: readonly RecordedCapability[];
  readonly pins: readonly { readonly source: string; readonly commit_id: string }[];
  readonly modules: readonly RecordedModule[];
}

interface RecordedCapability {
  readonly capability_id: string;
  readonly title: string;
  readonly scope: string;
  readonly weight: number;
  readonly tier: string;
  readonly share: string;
  readonly cause: string;
}

interface RecordedModule {
  readonly module: string;
  readonly source: string;
  readonly version: string;
  readonly tree: string;
}

/** What moved between a recorded run and now: history keeps modules and causes, so both are named. */
export function diffFromRecorded(
  run: RecordedRun,
  { pins, catalog }: Pick<ParityWorkspace, "pins" | "catalog">,
  { parity }: ParityReport,
): ParityDiff {
  const score = (name: "required" | "universe") =>
    [Number(run.scores.find(({ scope }) => scope === name)?.proven ?? 0), parity.totals[name].proven] as const;
  const old = new Map(run.capabilities.map((it) => [it.capability_id, it] as const));
  const now = new Map(parity.capabilities.map((it) => [it.id, it] as const));
  const modules = new Map(run.modules.map((it) => [it.module, it] as const));
  const shifts = [...new Set([...old.keys(), ...now.keys()])]
    .sort(compareText)
    .flatMap((id) => shiftOf(id, old.get(id), now.get(id), (it) => movedModules(it, modules, catalog)));
  return {
    proven: { required: score("required"), universe: score("universe") },
    pins: movedPins(run, pins),
    shifts: shifts.sort((a, b) => a.points - b.points),
  };
}

function movedPins(run: RecordedRun, pins: ParityWorkspace["pins"]): ParityDiff["pins"] {
  const old = new Map(run.pins.map(({ source, commit_id }) => [source, commit_id] as const));
  const now = new Map(pins.map(({ name, pin }) => [name, pin.head ?? pin.commit] as const));
  return [...new Set([...old.keys(), ...now.keys()])]
    .sort(compareText)
    .map((name) => ({ name, before: old.get(name) ?? null, after: now.get(name) ?? null }))
    .filter(({ before, after }) => before !== after);
}

function shiftOf(
  id: string,
  old: RecordedCapability | undefined,
  now: CapabilityResult | undefined,
  moved: (it: CapabilityResult) => string[],
): Shift[] {
  const points = (now ? now.weight * now.share : 0) - (old ? old.weight * Number(old.share) : 0);
  if (old && now && Math.abs(points) < 0.005 && old.tier === now.tier) return [];
  const best = now?.best == null ? undefined : now.candidates[now.best];
  const cause = best?.steps.find(({ state }) => state !== "reached")?.reasons.map(({ message }) => message) ?? [];
  const causes = !old
    ? ["new in the mapping"]
    : !now
      ? ["no longer in the mapping"]
      : [...moved(now), ...(points < 0 ? cause : old.cause ? [`before: ${old.cause}`] : [])];
  return [
    {
      id,
      title: (now ?? old!).title,
      scope: (now ?? old!).scope,
      before: old ? { tier: old.tier as Tier, share: Number(old.share), modules: [] } : null,
      after: now ? { tier: now.tier, share: now.share, modules: best?.modules ?? [] } : null,
      points,
      causes,
    },
  ];
}

/** Modules of the capability whose content is another one now, with their versions. */
function movedModules(
  { candidates }: CapabilityResult,
  old: ReadonlyMap<string, RecordedModule>,
  catalog: ParityWorkspace["catalog"],
): string[] {
  const names = new Set(candidates.flatMap(({ closure, modules }) => [...closure, ...modules]));
  return [...names].sort(compareText).flatMap((name) => {
    const [before, after] = [old.get(name), catalog.modules.get(name)];
    if (before?.tree === after?.origin.tree) return [];
    const versions = `${before?.version ?? "absent"} → ${after?.manifest?.version ?? "gone"}`;
    return [`${after?.origin.source ?? before!.source}: ${name} ${versions}`];
  });
}
