export type { BundleFile } from "./assets/list.ts";
export { AssetResolver, type AssetModule, type AssetRecord } from "./assets/resolve.ts";
