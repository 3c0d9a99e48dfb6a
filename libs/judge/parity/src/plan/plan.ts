import type { CapabilityResult } from "../judge/capability.ts";
import type { ParityInput } from "../judge/input.ts";
import type { Calibration } from "../port/calibrate.ts";
import type { PriceList } from "../port/price.ts";
import { round } from "../score/score.ts";
import { findOptions, provenShare, type PlanChoices, type PlanOption } from "./options.ts";
import { solve } from "./solve.ts";

/** One step of the way, cheapest gain first. */
export interface PlanStep {
  readonly capability: string;
  readonly title: string;
  readonly kind: PlanOption["kind"];
  readonly modules: readonly string[];
  /** Ports that this step is the first to need. */
  readonly ports: readonly {
    readonly module: string;
    readonly series: string;
    readonly lines: number;
    readonly breaks: number;
  }[];
  /** Lines that this step adds to what the steps before it cost. */
  readonly lines: number;
  /** What it adds to the score. */
  readonly gain: number;
  /** The score after it. */
  readonly score: number;
}

/** The cheapest way found from the proven score to a target. */
export interface Plan {
  readonly target: number;
  readonly scope: string;
  readonly proven: number;
  /** The score if every capability took its best option. */
  readonly reachable: number;
  /** Null when the target is out of reach. */
  readonly steps: readonly PlanStep[] | null;
  readonly lines: number;
  /** How far the cost may be from the least possible: 0 is exact. */
  readonly gap: number;
  /** How much the predicted lines are worth. */
  readonly calibration: Calibration;
  readonly unpriced: PlanChoices["unpriced"];
}

export interface PlanWish {
  /** Share of the weight to prove, 0 to 1. */
  readonly target: number;
  readonly scope: "required" | "universe";
}

/** The cheapest set of ports, tests and own modules that lifts these capabilities to the target. */
export async function planParity(
  capabilities: readonly CapabilityResult[],
  input: ParityInput,
  prices: PriceList,
  wish: PlanWish,
): Promise<Plan> {
  const inScope = capabilities.filter(({ scope }) => wish.scope === "universe" || scope === "required");
  const weight = inScope.reduce((sum, it) => sum + it.weight, 0);
  const now = inScope.reduce((sum, it) => sum + it.weight * provenShare(it), 0);
  const { options, unpriced } = findOptions(inScope, input, prices);
  const shared = new Map([...prices.prices].map(([name, { lines }]) => [name, lines] as const));
  const { chosen, gap } = await solve({
    options: options.map((it) => ({ group: it.capability.id, gain: gainOf(it), cost: it.lines, shared: it.ports })),
    shared,
    need: wish.target * weight - now,
  });
  const steps =
    chosen &&
    orderSteps(
      chosen.map((index) => options[index]!),
      prices,
      { weight, now },
    );
  return {
    target: wish.target,
    scope: wish.scope,
    proven: round(now / weight),
    reachable: round((now + bestOf(options)) / weight),
    steps,
    lines: (steps ?? []).reduce((sum, it) => sum + it.lines, 0),
    gap,
    calibration: prices.calibration,
    unpriced,
  };
}

function gainOf({ capability, share }: PlanOption): number {
  return capability.weight * (share - provenShare(capability));
}

function bestOf(options: readonly PlanOption[]): number {
  const best = new Map<string, number>();
  for (const it of options) best.set(it.capability.id, Math.max(gainOf(it), best.get(it.capability.id) ?? 0));
  return [...best.values()].reduce((sum, gain) => sum + gain, 0);
}

/** Next is always what gains most for what it still costs; what earlier steps ported is free. */
function orderSteps(
  options: readonly PlanOption[],
  { prices }: PriceList,
  { weight, now }: { weight: number; now: number },
): PlanStep[] {
  const paid = new Set<string>();
  const left = new Set(options);
  const steps: PlanStep[] = [];
  let score = now;
  const price = (it: PlanOption) =>
    it.ports.reduce((sum, name) => sum + (paid.has(name) ? 0 : prices.get(name)!.lines), it.lines);
  while (left.size > 0) {
    const next = [...left].reduce((a, b) => (gainOf(b) / (price(b) + 1) > gainOf(a) / (price(a) + 1) ? b : a));
    const lines = price(next);
    const ports = next.ports.filter((name) => !paid.has(name));
    left.delete(next);
    for (const name of ports) paid.add(name);
    score += gainOf(next);
    const { id, title } = next.capability;
    steps.push({
      capability: id,
      title,
      kind: next.kind,
      modules: next.modules,
      ports: ports.map((name) => portOf(name, prices)),
      lines,
      gain: round(gainOf(next) / weight),
      score: round(score / weight),
    });
  }
  return steps;
}

function portOf(name: string, prices: PriceList["prices"]): PlanStep["ports"][number] {
  const { module, lines, features } = prices.get(name)!;
  return { module: name, series: module.series, lines, breaks: features.breaks };
}
