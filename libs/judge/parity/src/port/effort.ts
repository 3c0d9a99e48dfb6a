import type { Breaks } from "./breaks.ts";
import { NEED_KINDS, type PortModule } from "./needs.ts";

/** What the effort of a port is predicted from; lines of code and counts. */
export interface PortFeatures {
  /** Python, XML and JavaScript without tests. */
  readonly code: number;
  readonly js: number;
  readonly tests: number;
  readonly breaks: number;
  /** Yearly series between the module's and the target. */
  readonly series: number;
}

/** Lines changed per unit of each feature, fitted on modules that were really ported. */
export type Coefficients = Readonly<Record<keyof PortFeatures, number>>;

export const FEATURES = ["code", "js", "tests", "breaks", "series"] as const satisfies readonly (keyof PortFeatures)[];

export function portFeatures(module: PortModule, breaks: Breaks, target: string): PortFeatures {
  const { python, xml, js, tests } = module.size;
  const series = Number.parseInt(target, 10) - Number.parseInt(module.series, 10);
  const code = (python + xml + js) * series;
  return {
    code,
    js: js * series,
    tests: tests * series,
    breaks: NEED_KINDS.reduce((sum, kind) => sum + breaks[kind].length, 0),
    series,
  };
}

/** Predicted number of lines that the port changes: additions and deletions, tests among them. */
export function predictLines(features: PortFeatures, coefficients: Coefficients): number {
  return Math.round(FEATURES.reduce((sum, name) => sum + features[name] * coefficients[name], 0));
}
