export { findChromium, VIEWS, type Theme, type View } from "./browser.ts";
export { capturePage, usePage, type Capture, type Look } from "./capture.ts";
export { comparePng, differences, LIMITS, THRESHOLDS, type Similarity } from "./compare.ts";
export type { AxeViolation } from "./inspect/accessibility.ts";
export { judgePage, type JudgeOptions } from "./judge.ts";
export { checkPages, type CheckedPage, type CheckPagesOptions } from "./manifest/check.ts";
export { readVisualManifest } from "./manifest/read.ts";
export { VisualManifest } from "./manifest/schema.ts";
export { renderReview } from "./review.ts";
