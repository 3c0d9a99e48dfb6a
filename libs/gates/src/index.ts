export {
  judgeCheck,
  judgeMilestone,
  withNeeds,
  type CheckVerdict,
  type MilestoneVerdict,
  type State,
} from "./check/verdict.ts";
export { parseGates } from "./parse.ts";
export { runControl, type ControlResult } from "./run/control.ts";
export { runCheck, type Place } from "./run/run-check.ts";
export { Gates, Observation, type Check, type Milestone } from "./schema.ts";
