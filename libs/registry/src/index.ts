export type { BundleFile } from "./assets/list.ts";
export { AssetResolver, type AssetModule, type AssetRecord } from "./assets/resolve.ts";
export { mergeModels } from "./models/merge.ts";
export type { MergedField, MergedModel, ModuleModels } from "./models/types.ts";
export type { ReadModuleFile } from "./views/arch.ts";
export { buildViews, type CombinedView, type Views } from "./views/combine.ts";
export type { EntryPlace, ViewDefinition, ViewEntry, ViewModule, ViewRow } from "./views/definitions.ts";
export { applySpecs } from "./views/inherit/apply.ts";
export { SpecError } from "./views/inherit/locate.ts";
