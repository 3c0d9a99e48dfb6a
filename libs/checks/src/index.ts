export { checkModules } from "./check.ts";
export type { Finding, Rule } from "./rule.ts";
export { RULES } from "./rules/index.ts";
export { World } from "./world/world.ts";
