export { lastTestCount, writeAttestation } from "./attest.ts";
export {
  hasModules,
  moduleFolder,
  openBench,
  SHARED_LAYERS,
  stagedClosure,
  type BenchOptions,
  type OdooBench,
} from "./bench.ts";
export { earlierTrees, materialise, readReleases, RELEASES_FILE, treeAt } from "./earlier.ts";
export { httpLogin } from "./http-login.ts";
export { drawPicture } from "./picture.ts";
export { safeUpdate, type SafeUpdate } from "./safe-update.ts";
export { readStackSchema } from "./stack-schema.ts";
