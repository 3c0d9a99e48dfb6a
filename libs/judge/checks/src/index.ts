export { Baseline, makeBaseline, withoutAccepted } from "./baseline.ts";
export { checkModules, checkUpgrade } from "./check.ts";
export { renderGithub } from "./render/github.ts";
export { renderSarif } from "./render/sarif.ts";
export type { Finding, Rule } from "./rule.ts";
export { RULES } from "./rules/index.ts";
export { undeclaredUses, type UndeclaredUse } from "./rules/undeclared-depends.ts";
export { UPGRADE_RULES, type UpgradeRule } from "./upgrade/check.ts";
export { World } from "./world/world.ts";
