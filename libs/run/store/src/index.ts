export { parseRuns, renderRuns } from "./journal/journal.ts";
export { Run, runId } from "./run/schema.ts";
export { openEmbeddedStore, openServerStore, type Store } from "./store.ts";
