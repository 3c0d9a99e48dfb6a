export { type Draft } from "./draft.ts";
export { groupBy } from "./group.ts";
export { exitCode, locate, type Issue, type Result, type Severity } from "./issue.ts";
export { canonicalJson, compareText } from "./json.ts";
export { formatLocation, type Location, type Origin } from "./origin.ts";
export { plural } from "./text.ts";
export { compareModuleVersions, parseModuleVersion, type ModuleVersion, type VersionChange } from "./version.ts";
