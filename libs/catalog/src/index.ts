export type { Catalog, CatalogModule, ModuleSummary } from "./catalog.ts";
