export { buildCatalog, type CatalogOptions } from "./build.ts";
export type { Catalog, CatalogModule, ModulePath, ModuleSummary } from "./catalog.ts";
export { serveJobs } from "./serve.ts";
export { type FactPack, openFactPack, type OpenPackOptions, type Provenance, writeFactPack } from "./fact-pack.ts";
