import { changeProject, moveBranch, SYSTEM } from "@ipai/operations";
import { makeApp } from "../server/app.ts";
import { equal, type Probe } from "./fact.ts";

/** A stranger sees the logs of development of a public project; of staging and production the status only. */
export const publicBuilds: Probe = {
  name: "public-builds",
  breaks: "the table takes the production branch for one of development",
  run: async (trial, broken) => {
    const { state, project, dataDir } = trial;
    for (const branch of ["main", "staging", "feature"]) await trial.push(branch, { [`${branch}.txt`]: branch });
    await moveBranch(state, SYSTEM, project, "main", "production");
    await moveBranch(state, SYSTEM, project, "staging", "staging");
    const ids = new Map<string, number>();
    for (const [stage, branch] of [
      ["production", "main"],
      ["staging", "staging"],
      ["development", "feature"],
    ] as const)
      ids.set(stage, (await trial.built(branch)).id);
    if (broken) await state.query("UPDATE branches SET stage = 'development' WHERE name = 'main'");
    const app = await makeApp({ state, dataDir, ground: null, address: "http://127.0.0.1", oidc: null });
    const status = async (url: string) => (await app.inject({ url })).statusCode;
    try {
      const closed = await status(`/public/${project.name}`);
      await changeProject(state, SYSTEM, project.id, { public: true });
      const page = (await app.inject({ url: `/public/${project.name}` })).body;
      const build = (stage: string) => status(`/${project.name}/builds/${ids.get(stage)}`);
      return [
        equal("the page before it is made public", closed, 404),
        equal("the page names the development branch", page.includes("of feature"), true),
        equal("the page names branches of the other stages", /of (main|staging)/.test(page), false),
        equal("log of development", await build("development"), 200),
        equal("log of staging", await build("staging"), 404),
        equal("log of production", await build("production"), 404),
        equal("the project itself", await status(`/${project.name}`), 403),
      ];
    } finally {
      await app.close();
    }
  },
};
