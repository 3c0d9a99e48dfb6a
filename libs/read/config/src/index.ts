export { expandFolders } from "./folders.ts";
export { CONFIG_FILE, parseConfig } from "./parse.ts";
export { findWorkspace, LOCK_FILE, readConfig, type ReadConfig } from "./read.ts";
export { Config, settle, type Settings } from "./schema.ts";
