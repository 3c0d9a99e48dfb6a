export { CannotRun } from "./cannot-run.ts";
export { graphOf } from "./graph.ts";
export { installedModules, type Installed, type InstalledOptions } from "./installed.ts";
export {
  cacheFolder,
  catalogOf,
  loadCatalog,
  localRepository,
  openPinnedGit,
  orCannotRun,
  workspaceRoot,
  type SourceOptions,
} from "./open.ts";
export { onAddonsPath, openPackages } from "./packages.ts";
export { addonsOnDisk, nestedRepositories, openFolders } from "./folders.ts";
export { isOwn, ownFolders, settingsOf } from "./settings.ts";
export { shipped } from "./shipped.ts";
export { placedIssue } from "./placed.ts";
export { onProgress, progress, progressDone } from "./progress.ts";
export { withStore } from "./store.ts";
export { unknownNames } from "./unknown.ts";
export { readArchFiles, viewModule } from "./view-sources.ts";
