export { onGround } from "./ground.ts";
export { judgeOdoosh } from "./judge.ts";
export { PROBES } from "./probes/index.ts";
export type { FeatureVerdict, OdooshScore } from "./score.ts";
