export { Lock, Pin, Wish, type CoreWish, type Merge, type MergeWish, type PinnedModule } from "./schema.ts";
export { parseLock, readLock, salvageLock } from "./parse.ts";
export { renderLock } from "./render.ts";
export { changedModules, CORE, lockedModules, pinnedCommit, pins, type LockedModule, type NamedPin } from "./pins.ts";
export { closureOf, duplicates, wantedClosure, wishedModules } from "./pin.ts";
export { isSafeRef, isSafeUrl, repositoryName } from "./names.ts";
export { staleness, wishes } from "./resolve.ts";
export { dropOrphans, relock, writeLock, type Relocked } from "./relock.ts";
export { type MirrorSettings } from "./git/mirror.ts";
