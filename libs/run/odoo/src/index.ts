export { parseLog, summariseLog, type LogEntry, type LogSummary, type TestCase } from "./run/log.ts";
export { buildStatus, type BuildStatus } from "./run/status.ts";
export { judgeInstall, judgeTests, type ModuleState, type RunFacts } from "./run/verdict.ts";
export { Databases, type DatabaseInfo } from "./database/admin.ts";
export { planStages, TEMPLATE_PREFIX, type Platform, type Stage, type StagedModule } from "./database/stages.ts";
export { collectGarbage, ensureTemplate, readNote, runDatabase, type EnsureResult } from "./database/templates.ts";
export { judgeCoverage, parseCobertura, type Coverage } from "./results/coverage.ts";
export { parseJUnit, renderJUnit, type JUnitCounts } from "./results/junit.ts";
export { runOdoo, type OdooEnd, type OdooRun } from "./run/odoo.ts";
export { canImport, coreAddonsPath, locateOdoo, type OdooProgram } from "./source/locate.ts";
export {
  installModules,
  odooRun,
  testModule,
  testTogether,
  type Bench,
  type TestReport,
  type TestRequest,
} from "./test-module.ts";
export { compareAccess, parseAccessMatrix } from "./access/matrix.ts";
export { tryAccess } from "./access/try-access.ts";
export { updateModules, type UpdateReport } from "./update/update-modules.ts";
export { fingerprint, type FingerprintPlace } from "./source/fingerprint.ts";
export { examine, type Finding } from "./source/doctor.ts";
export {
  compareWithOracle,
  type Comparison,
  type Difference,
  type StaticField,
  type StaticPicture,
} from "./oracle/compare.ts";
export { DUMP_SCRIPT } from "./oracle/dump-script.ts";
export { Oracle } from "./oracle/schema.ts";
