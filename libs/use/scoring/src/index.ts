export { contextOf } from "./context.ts";
export { planFor } from "./plan-for.ts";
export { collectPorts, type OldSource } from "./ports/collect.ts";
export { writePorts } from "./ports/file.ts";
export { MAPPING_FILE, readParityWorkspace, type ParityWorkspace } from "./read.ts";
export { runOf } from "./record.ts";
export { reportOf } from "./report.ts";
