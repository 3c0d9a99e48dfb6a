export { act, ANONYMOUS, authorise, Refused, roleOf, SYSTEM, type Actor } from "./access/act.ts";
export { actionOf, may, MATRIX, type Action, type Role, type Stage } from "./access/matrix.ts";
export { startBuilder, type Builder, type BuilderOptions } from "./builds/builder.ts";
export { enqueueBuild } from "./builds/enqueue.ts";
export type { Ground } from "./builds/ground.ts";
export { findBuild, type Build, type BuildResult, type Finding } from "./builds/life.ts";
export { logKinds, readLog, searchLogs, type LogHit } from "./builds/logs.ts";
export { collect, releaseLost } from "./builds/recover.ts";
export { commonTasks, type TaskOptions } from "./builds/tasks.ts";
export type { BuildHost, Room } from "./host/port.ts";
export { SandboxHost } from "./host/sandbox.ts";
export { changeSettings, listBranches, mergeInto, moveBranch, syncBranches, type Branch } from "./stages/branches.ts";
export {
  changeProject,
  createProject,
  findProject,
  gitDirOf,
  listProjects,
  setMember,
  type Project,
} from "./stages/projects.ts";
export { isBranchName } from "./stages/repository.ts";
export { isRemote, resolvesOutside } from "./stages/remote.ts";
export { BranchSettings } from "./stages/settings.ts";
export { isSigned, takeWebhook, type Forge } from "./stages/webhook.ts";
export { auditState, replay } from "./state/audit.ts";
export { listEvents, record, type Event } from "./state/events.ts";
export { openState, State } from "./state/state.ts";
