export { findCycles, type Cycle } from "./cycles.ts";
export { closure, codepends } from "./depends.ts";
export { buildGraph, graphModule, type Graph, type GraphModule, type ManifestEntry } from "./graph.ts";
export { findMissing, type Missing } from "./missing.ts";
export { installOrder, loadOrder, type Order, type Skipped } from "./order.ts";
export { planInstall, type Plan, type PlannedModule, type PlanOptions } from "./plan/plan.ts";
export { findRedundant, type Redundant } from "./redundant.ts";
