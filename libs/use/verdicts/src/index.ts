export { judgeChecks, type Judged, type Ledger, type Mode } from "./judge.ts";
export { GATES_FILE, GATES_LEDGER, judgeMilestones, readGates } from "./read.ts";
export { blocking, word } from "./word.ts";
