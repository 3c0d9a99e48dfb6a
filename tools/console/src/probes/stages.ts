import { listBranches, mergeInto, moveBranch, SYSTEM } from "@ipai/operations";
import { equal, type Probe } from "./fact.ts";

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: { status?: number }) => `refused ${error.status ?? "by an error"}`,
  );

/** One production, and nothing reaches it but by a merge of staging. */
export const stages: Probe = {
  name: "stages",
  breaks: "production is taken for staging by the table, so that a second one finds its place free",
  run: async (trial, broken) => {
    const { state, dataDir, project } = trial;
    for (const branch of ["main", "staging", "feature"]) await trial.push(branch, { [`${branch}.txt`]: branch });
    await moveBranch(state, SYSTEM, project, "main", "production");
    await moveBranch(state, SYSTEM, project, "staging", "staging");
    if (broken) await state.query("UPDATE branches SET stage = 'staging' WHERE name = 'main'");
    const second = await refusal(moveBranch(state, SYSTEM, project, "feature", "production"));
    const unmerged = await refusal(moveBranch(state, SYSTEM, project, "staging", "production"));
    const past = await refusal(mergeInto(state, dataDir, SYSTEM, project, "feature", "main"));
    const merged = await refusal(mergeInto(state, dataDir, SYSTEM, project, "staging", "main"));
    const production = (await listBranches(state, project.id))
      .filter(({ stage }) => stage === "production")
      .map(({ name }) => name);
    return [
      equal("a second production", second, "refused 409"),
      equal("staging that becomes production unmerged", unmerged, "refused 409"),
      equal("a merge of development into production", past, "refused 409"),
      equal("a merge of staging into production", merged, "done"),
      equal("branches in production", production.join(), "main"),
    ];
  },
};
