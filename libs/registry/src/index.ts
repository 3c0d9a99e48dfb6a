export type { BundleFile } from "./assets/list.ts";
export { AssetResolver, type AssetModule, type AssetRecord } from "./assets/resolve.ts";
export type { ReadModuleFile } from "./views/arch.ts";
export { buildViews, type CombinedView, type Views } from "./views/combine.ts";
export type { EntryPlace, ViewDefinition, ViewModule } from "./views/definitions.ts";
export { applySpecs } from "./views/inherit/apply.ts";
export { SpecError } from "./views/inherit/locate.ts";
