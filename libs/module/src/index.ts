export * from "./facts.ts";
export { Manifest } from "./manifest/schema.ts";
