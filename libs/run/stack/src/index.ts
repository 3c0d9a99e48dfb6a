export { checkStack, POLICIES } from "./check.ts";
export { checkEnvironment } from "./environment/check.ts";
export { Environment } from "./environment/schema.ts";
export { DASHBOARD_SECRETS, makeSecret, SECRETS } from "./environment/secrets.ts";
export type { StackFile } from "./file.ts";
export { parseImages, type LockedImage } from "./images/lock.ts";
export { verifyImage, type VerifiedImage } from "./images/verify.ts";
export { mergeSboms, validateSbom, type Bom, type SbomParts } from "./sbom/merge.ts";
