export { Lock, Pin, Wish, type CoreWish, type Merge, type MergeWish, type PinnedModule } from "./schema.ts";
export { parseLock, readLock } from "./parse.ts";
export { renderLock } from "./render.ts";
export { changedModules, CORE, lockedModules, pinnedCommit, pins, type LockedModule, type NamedPin } from "./pins.ts";
export { isSafeRef, isSafeUrl, repositoryName } from "./names.ts";
