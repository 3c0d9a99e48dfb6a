import type { TaskList } from "graphile-worker";
import { SYSTEM } from "../access/act.ts";
import { syncBranches } from "../stages/branches.ts";
import { gitDirOf, type Project } from "../stages/projects.ts";
import { fetchRemote } from "../stages/fetch.ts";
import { record } from "../state/events.ts";
import type { State } from "../state/state.ts";
import { findBuild } from "./life.ts";

const CONTEXTS = { development: "dev", staging: "staging", production: "production" } as const;
const STATES = { green: "success", yellow: "success", red: "failure" } as const;

export interface TaskOptions {
  readonly dataDir: string;
  /** Where people find a build. */
  readonly address: string;
  /** The address to connect to for a URL that somebody set, or null where it leads inside. */
  readonly mayAsk: (url: string) => Promise<boolean>;
}

/** Jobs that any machine with the repositories may do: fetching what a forge told of, and telling it how builds went. */
export function commonTasks(state: State, options: TaskOptions): TaskList {
  const projectOf = async (id: number) =>
    (await state.query<Project>("SELECT * FROM projects WHERE id = $1", [id])).rows[0]!;
  return {
    fetch: async (payload) => {
      const project = await projectOf((payload as { project: number }).project);
      if (!project.remote) return;
      const said = (await options.mayAsk(project.remote))
        ? fetchRemote(gitDirOf(options.dataDir, project), project.remote)
        : "it leads inside";
      if (said !== null)
        await record(state, SYSTEM.login, "git.fetched", "failed", { project: project.id }, { reason: said });
      await syncBranches(state, options.dataDir, project);
    },
    status: async (payload) => {
      const build = await findBuild(state, (payload as { build: number }).build);
      if (!build) return;
      const { status_api: api, status_token: token, name } = await projectOf(build.project);
      if (!api || !(await options.mayAsk(api))) return;
      const body = {
        state: build.colour ? STATES[build.colour] : "pending",
        context: `ci/ipai (${CONTEXTS[build.stage]})`,
        description: build.colour ?? build.state,
        target_url: `${options.address}/${name}/builds/${build.id}`,
      };
      const response = await fetch(`${api}/statuses/${build.commit}`, {
        method: "POST",
        redirect: "error",
        headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(10_000),
      });
      if (!response.ok) throw new Error(`the forge answered ${response.status} to a commit status`);
    },
  };
}
