import type { ParityInput } from "../judge/input.ts";
import { makeWorld, without } from "../world/world.ts";
import { companyOf, findBreaks, lookupsOf, type Breaks } from "./breaks.ts";
import { calibrate, type Calibration, type PortPair } from "./calibrate.ts";
import type { PortsDocument } from "./document.ts";
import { portFeatures, predictLines, type PortFeatures } from "./effort.ts";
import type { PortModule } from "./needs.ts";

/** What porting one module to the target series takes, predicted from facts. */
export interface PortPrice {
  readonly module: PortModule;
  readonly breaks: Breaks;
  readonly features: PortFeatures;
  /** Predicted lines changed. */
  readonly lines: number;
}

export interface PriceList {
  readonly calibration: Calibration;
  readonly prices: ReadonlyMap<string, PortPrice>;
  /** Every port that was done, as it was predicted from and as it was. */
  readonly pairs: readonly PortPair[];
}

/** Prices every module of the document against the modules there are now; the prediction is fitted on the ports that were done. */
export function pricePorts(document: PortsDocument, input: ParityInput): PriceList {
  const { series } = input.mapping.mapping;
  const target = makeWorld(input.facts, [...input.facts.modules.keys()].sort(), []);
  const lookups = lookupsOf(target);
  const pairs = document.done.map(({ before, lines }) => {
    const world = without(target, new Set([before.name]));
    const features = portFeatures(before, findBreaks(before, { world, lookups, company: companyOf([before]) }), series);
    return { module: before.name, from: before.series, to: series, features, lines };
  });
  const calibration = calibrate(pairs);
  const missing = document.modules.filter(({ name }) => !input.facts.modules.has(name));
  const company = companyOf(missing);
  const prices = missing.map((module) => {
    const breaks = findBreaks(module, { world: target, lookups, company });
    const features = portFeatures(module, breaks, series);
    return [
      module.name,
      { module, breaks, features, lines: predictLines(features, calibration.coefficients) },
    ] as const;
  });
  return { calibration, prices: new Map(prices), pairs };
}
