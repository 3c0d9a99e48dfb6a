import type { CapabilityResult } from "../judge/capability.ts";
import { isProof, TIERS, type Tier } from "../mapping/schema.ts";

/** Weighted shares of a set of capabilities, each 0 to 1 with four decimals. */
export interface Score {
  readonly capabilities: number;
  readonly weight: number;
  /** Credit of the capabilities whose facts hold: tiers `capable` and up. */
  readonly proven: number;
  /** The proven score if everything unknown turned out well: proven is certain, the difference is not. */
  readonly possible: number;
  /** Credit of the tier `tested` alone. */
  readonly tested: number;
  /** For contrast: what a table typed by hand would claim. */
  readonly declared: number;
  readonly tiers: Readonly<Record<Tier, TierCount>>;
}

/** Capabilities that stopped at a tier. */
interface TierCount {
  readonly capabilities: number;
  readonly weight: number;
  /** Declared share that stands or falls with this tier, as part of the whole. */
  readonly declared: number;
}

/** The score of these capabilities; a capability weighs what the mapping says. */
export function scoreOf(capabilities: readonly CapabilityResult[]): Score {
  const weight = sum(capabilities, (it) => it.weight);
  const part = (of: readonly CapabilityResult[], share: (it: CapabilityResult) => number) =>
    weight === 0 ? 0 : round(sum(of, (it) => it.weight * share(it)) / weight);
  const tiers = TIERS.map((tier) => {
    const here = capabilities.filter((it) => it.tier === tier);
    return [
      tier,
      {
        capabilities: here.length,
        weight: sum(here, (it) => it.weight),
        declared: part(here, (it) => it.declaredShare),
      },
    ];
  });
  return {
    capabilities: capabilities.length,
    weight,
    proven: part(
      capabilities.filter((it) => isProof(it.tier)),
      (it) => it.share,
    ),
    possible: part(capabilities.filter(couldBeCapable), (it) => it.possibleShare),
    tested: part(
      capabilities.filter((it) => it.tier === "tested"),
      (it) => it.share,
    ),
    declared: part(capabilities, (it) => it.declaredShare),
    tiers: Object.fromEntries(tiers) as Record<Tier, TierCount>,
  };
}

function couldBeCapable(capability: CapabilityResult): boolean {
  return capability.candidates.some((it) => isProof(it.possibleTier));
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

/** Four decimals: enough for every question asked, and the same text on every machine. */
export function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
