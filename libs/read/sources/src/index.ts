export { findDangers, type TreeFile } from "./dangers.ts";
export { isLeftover } from "./layout.ts";
export { readCached, writeCached, writeWhole } from "./cache-file.ts";
export { runGit, type GitRun } from "./git.ts";
export { blobOid, treeOfFiles } from "./oid.ts";
export { openSource, type OpenOptions } from "./open.ts";
export { LARGEST_FILE, type OnFile, readFiles, type Unread } from "./read.ts";
export {
  type ModuleFile,
  type ModuleFolder,
  type ModuleListing,
  parseListing,
  type Reader,
  type Source,
  SourceUnavailable,
  type WantedFile,
} from "./source.ts";
export { parseSpec, type SourceSpec } from "./spec.ts";
export { StatIndex } from "./stat-index.ts";
export { hashFolder, type HashedFolder, ignoredFolders } from "./worktree.ts";
