import { FEATURES, predictLines, type Coefficients, type PortFeatures } from "./effort.ts";

/** One real port: what was known before, and the lines that it changed. */
export interface PortPair {
  readonly module: string;
  readonly from: string;
  readonly to: string;
  readonly features: PortFeatures;
  readonly lines: number;
}

/** How well the prediction did on ports it had not seen: each module is predicted from all the others. */
export interface Calibration {
  readonly coefficients: Coefficients;
  readonly pairs: number;
  readonly modules: number;
  /** Spearman's rank correlation of predicted and real lines. */
  readonly rankCorrelation: number;
  /** Half of the predictions are off by no more than this factor. */
  readonly medianFactor: number;
}

/** Fits on all pairs, and judges by leaving each module out in turn. */
export function calibrate(pairs: readonly PortPair[]): Calibration {
  const modules = [...new Set(pairs.map(({ module }) => module))];
  const predicted = modules.flatMap((left) => {
    const coefficients = fit(pairs.filter(({ module }) => module !== left));
    return pairs
      .filter(({ module }) => module === left)
      .map((pair) => ({ real: pair.lines, guess: predictLines(pair.features, coefficients) }));
  });
  const factors = predicted.map(({ real, guess }) => Math.max(real + 1, guess + 1) / Math.min(real + 1, guess + 1));
  return {
    coefficients: fit(pairs),
    pairs: pairs.length,
    modules: modules.length,
    rankCorrelation: round(
      spearman(
        predicted.map(({ real }) => real),
        predicted.map(({ guess }) => guess),
      ),
    ),
    medianFactor: round(median(factors)),
  };
}

/** Weighted least squares with coefficients of zero or more, by coordinate descent; a large port may err more. */
function fit(pairs: readonly PortPair[]): Coefficients {
  const products = FEATURES.map((a) =>
    FEATURES.map((b) => weighted(pairs, ({ features }) => features[a] * features[b])),
  );
  const targets = FEATURES.map((a) => weighted(pairs, ({ features, lines }) => features[a] * lines));
  const beta = FEATURES.map(() => 0);
  for (let round = 0; round < 500; round++) {
    for (const [index, row] of products.entries()) {
      const others = row.reduce((sum, product, other) => (other === index ? sum : sum + product * beta[other]!), 0);
      beta[index] = row[index] === 0 ? 0 : Math.max(0, (targets[index]! - others) / row[index]!);
    }
  }
  const named = FEATURES.map((name, index) => [name, Number(beta[index]!.toPrecision(4))]);
  return Object.fromEntries(named) as unknown as Coefficients;
}

function weighted(pairs: readonly PortPair[], value: (pair: PortPair) => number): number {
  return pairs.reduce((sum, pair) => sum + value(pair) / (pair.lines + 20) ** 2, 0);
}

/** Spearman's rho with mean ranks for ties. */
export function spearman(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (a.length + 1) / 2;
  const sum = (values: readonly number[], others: readonly number[]) =>
    values.reduce((total, value, i) => total + (value - mean) * (others[i]! - mean), 0);
  const spread = Math.sqrt(sum(x, x) * sum(y, y));
  return spread === 0 ? 0 : sum(x, y) / spread;
}

function ranks(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
