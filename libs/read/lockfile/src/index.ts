export {
  Lock,
  PackageWish,
  Pin,
  Wish,
  type CoreWish,
  type Mend,
  type Merge,
  type MergeWish,
  type PinnedModule,
} from "./schema.ts";
export { parseLock, readLock, salvageLock } from "./parse.ts";
export { renderLock } from "./render.ts";
export {
  changedModules,
  CORE,
  isWished,
  lockedModules,
  pinnedCommit,
  pinnedPackages,
  pins,
  type LockedModule,
  type NamedPin,
} from "./pins.ts";
export { closureOf, duplicates, isOf, wantedClosure, wishedModules } from "./pin.ts";
export { isSafeRef, isSafeUrl, repositoryName } from "./names.ts";
export { staleness, wishes } from "./resolve.ts";
export { dropOrphans, relock, writeLock, type Relocked } from "./relock.ts";
export { fetchBlobs } from "./git/fetch.ts";
export { mirrorFolder, openMirror, type Mirror, type MirrorSettings } from "./git/mirror.ts";
export { commitsBetween, isAncestor, type CommitLine } from "./git/objects.ts";
export { applyMend, deriveMend, frameworkTree, mendedTrees } from "./mend.ts";
export { ensureBranch, ensurePin } from "./pinned.ts";
export { openPinned } from "./read-modules.ts";
export { sync, type SyncReport } from "./sync/sync.ts";
export { modulesToSync } from "./sync/plan.ts";
export { verifyPins, type PinVerdict } from "./verify.ts";
export { verifyDisk, type DiskVerdict } from "./verify-disk.ts";
export { diffLocks, versionChange, type LockDiff, type ModuleMove, type PinMove } from "./diff.ts";
export { auditLock, missingModules } from "./ask/audit.ts";
export { licenceConflict } from "./ask/licences.ts";
export {
  renderPackageRequirements,
  renderRequirements,
  requirements,
  type Requirement,
  type Requirements,
} from "./ask/requirements.ts";
export { why, type Why } from "./ask/why.ts";
export { auditHistory } from "./ask/audit-history.ts";
export { outdatedPins, radar, type OutdatedPin, type RadarModule, type RadarRow } from "./radar.ts";
export { makeSbom } from "./ask/make-sbom.ts";
export { openFinder } from "./packages/finder.ts";
export { relockPackages, type PackageWorld } from "./packages/resolve.ts";
export { auditPackages, outdatedPackages } from "./packages/outdated.ts";
export { findProvenance, type PackageOrigin, withProvenance } from "./packages/provenance.ts";
export { stalePackages } from "./packages/stale.ts";
export { verifyPackages } from "./packages/verify.ts";
