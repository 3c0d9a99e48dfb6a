export * from "./facts.ts";
export { Manifest } from "./manifest/schema.ts";
export { readDataFacts, type DataFacts } from "./data/read.ts";
export { locatorOf } from "./data/view.ts";
export { isWebFile, readWebFacts } from "./web/read.ts";
