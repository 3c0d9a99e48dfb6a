export * from "./facts.ts";
export { parseManifest, type ManifestReading } from "./manifest/parse.ts";
export { type ManifestLines } from "./manifest/lines.ts";
export { Manifest } from "./manifest/schema.ts";
export { delegatedRecord } from "./data/delegation.ts";
export { readDataFacts, type DataFacts } from "./data/read.ts";
export { locatorOf } from "./data/view.ts";
export { isWebFile, readWebFacts } from "./web/read.ts";
export { isFactFile, readModuleFacts, type ModuleContent } from "./read.ts";
