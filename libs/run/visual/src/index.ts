export {
  capturePage,
  findChromium,
  usePage,
  VIEWS,
  type AxeViolation,
  type Capture,
  type Theme,
  type View,
} from "./capture.ts";
export { comparePng, THRESHOLDS, type Similarity } from "./compare.ts";
export { judgePage, type JudgeOptions } from "./judge.ts";
