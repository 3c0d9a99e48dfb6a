import type { CheckVerdict, Feature } from "@ipai/gates";

export interface FeatureVerdict {
  readonly feature: Feature;
  /** `n/a` counts neither for nor against. */
  readonly state: CheckVerdict["state"] | "n/a";
  readonly verdict: CheckVerdict;
}

export interface OdooshScore {
  readonly features: readonly FeatureVerdict[];
  readonly proven: number;
  readonly applicable: number;
  /** Percent, one decimal. */
  readonly score: number;
}

/** A feature counts when its probe's fact met the threshold, its control went red, and neither is stale. */
export function scoreOdoosh(features: readonly Feature[], verdicts: ReadonlyMap<string, CheckVerdict>): OdooshScore {
  const judged = features.map((feature): FeatureVerdict => {
    const verdict = verdicts.get(feature.id)!;
    return { feature, verdict, state: feature.not_applicable === undefined ? verdict.state : "n/a" };
  });
  const applicable = judged.filter(({ state }) => state !== "n/a").length;
  const proven = judged.filter(({ state }) => state === "pass").length;
  const score = applicable === 0 ? 0 : Math.floor((proven / applicable) * 1000) / 10;
  return { features: judged, proven, applicable, score };
}
