import { auditState, changeSettings, listEvents, mergeInto, moveBranch, setMember, SYSTEM } from "@ipai/operations";
import { equal, type Probe } from "./fact.ts";

/** Every action leaves one event with who, when and how it ended; the tables follow from the events. */
export const history: Probe = {
  name: "history",
  breaks: "a branch is moved past the console, in its table",
  run: async (trial, broken) => {
    const { state, dataDir, project } = trial;
    await state.query("INSERT INTO users (login) VALUES ('dev')");
    for (const branch of ["main", "staging"]) await trial.push(branch, { [`${branch}.txt`]: branch });
    const before = (await listEvents(state, project.id, 1000)).length;
    await setMember(state, SYSTEM, project.id, "dev", "developer");
    await moveBranch(state, SYSTEM, project, "main", "production");
    await moveBranch(state, SYSTEM, project, "staging", "staging");
    await changeSettings(state, SYSTEM, project, "staging", { tests: false });
    await moveBranch(state, { login: "dev" }, project, "staging", "development").catch(() => {});
    await moveBranch(state, { login: "dev" }, project, "main", "development").catch(() => {});
    await changeSettings(state, { login: "dev" }, project, "main", { tests: false }).catch(() => {});
    await mergeInto(state, dataDir, SYSTEM, project, "staging", "main");
    if (broken) await state.query("UPDATE branches SET stage = 'development' WHERE name = 'main'");
    const asked = (await listEvents(state, project.id, 1000)).filter(({ action }) => !action.startsWith("build."));
    const told = asked.slice(0, asked.length - 3);
    const of = (action: string, outcome: string) =>
      told.filter((it) => it.action === action && it.outcome === outcome).length;
    const complete = told.filter(({ actor, at, outcome }) => actor && at instanceof Date && outcome).length;
    return [
      equal("members changed", of("project.member", "done"), 1),
      equal("moves done", of("branch.moved", "done"), 2),
      equal("moves refused", of("branch.moved", "refused"), 2),
      equal("settings changed", of("branch.settings", "done"), 1),
      equal("settings refused", of("branch.settings", "refused"), 1),
      equal("merges", of("branch.merged", "done"), 1),
      equal("events with actor, time and outcome", complete, told.length),
      equal("events before the first of these", before > 0, true),
      equal("differences between the tables and what events tell", (await auditState(state)).length, 0),
    ];
  },
};
