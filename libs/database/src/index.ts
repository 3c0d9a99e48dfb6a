export { initDatabases, passwordVariable, type InitItem, type InitReport } from "./init/init.ts";
export { verifyRoles, type RolesReport, type Tried } from "./roles/verify.ts";
export { compareSchemas, type ChangedObject, type Drift, type ModuleDrift } from "./schema/drift.ts";
export { readSchema } from "./schema/read.ts";
export { parseSnapshot, renderSnapshot, SchemaSnapshot, type SchemaObject } from "./schema/snapshot.ts";
export { generatePasswords } from "./stage/password.ts";
export { STAGE_NAMES, stagesOf, type Stage, type StageName } from "./stage/stage.ts";
