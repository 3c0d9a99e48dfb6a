import type { FastifyInstance, FastifyRequest } from "fastify";
import {
  act,
  actionOf,
  changeProject,
  changeSettings,
  enqueueBuild,
  findProject,
  mergeInto,
  moveBranch,
  Refused,
  setMember,
  type Branch,
  type Role,
  type Stage,
} from "@ipai/operations";
import { actorOf, type Context } from "./context.ts";

type Form = Readonly<Record<string, string>>;

/** Everything that changes something: a form, judged by the library that does it. */
export function addActions(app: FastifyInstance, { state, dataDir }: Context): void {
  const begin = async (request: FastifyRequest) => {
    const actor = actorOf(request);
    const project = await findProject(state, actor, (request.params as { project: string }).project);
    const form = Object.fromEntries(
      Object.entries((request.body ?? {}) as Form).map(([key, value]) => [key, String(value)]),
    );
    return { actor, project, form, at: `/${project.name}` };
  };

  app.post("/:project/move", async (request, reply) => {
    const { actor, project, form, at } = await begin(request);
    if (!["production", "staging", "development"].includes(form["to"] ?? ""))
      throw new Refused(400, "there is no such stage", "production, staging or development");
    await moveBranch(state, actor, project, form["branch"] ?? "", form["to"] as Stage);
    return reply.redirect(at, 303);
  });

  app.post("/:project/merge", async (request, reply) => {
    const { actor, project, form, at } = await begin(request);
    await mergeInto(state, dataDir, actor, project, form["from"] ?? "", form["into"] ?? "");
    return reply.redirect(at, 303);
  });

  app.post("/:project/settings", async (request, reply) => {
    const { actor, project, form, at } = await begin(request);
    const { on_commit, install = "own", tests, tags, revision, hours_to_live, branch = "" } = form;
    const change = {
      on_commit,
      install: ["own", "affected"].includes(install) ? install : install.split(",").map((name) => name.trim()),
      tests: tests === "yes",
      tags,
      revision,
      hours_to_live: Number(hours_to_live),
    };
    await changeSettings(state, actor, project, branch, change);
    return reply.redirect(`${at}/branches/${branch}`, 303);
  });

  app.post("/:project/rebuild", async (request, reply) => {
    const { actor, project, form, at } = await begin(request);
    const { rows } = await state.query<Branch>(
      "SELECT * FROM branches WHERE project = $1 AND name = $2 AND removed IS NULL",
      [project.id, form["branch"] ?? ""],
    );
    const [branch] = rows;
    if (!branch) throw new Refused(404, "there is no such branch", "push it first");
    const deed = {
      actor,
      needs: actionOf(branch.stage, "settings"),
      does: "build.asked",
      target: { project: project.id, branch: branch.id },
    } as const;
    const build = await act(state, deed, async (tx) => {
      return { value: await enqueueBuild(tx, actor.login, branch, "new", { before: null, all: true }) };
    });
    return reply.redirect(`${at}/builds/${build}`, 303);
  });

  app.post("/:project/members", async (request, reply) => {
    const { actor, project, form, at } = await begin(request);
    const role = form["role"] ?? "";
    if (!["developer", "tester", "admin", "none"].includes(role))
      throw new Refused(400, "there is no such role", "developer, tester, admin or none");
    await setMember(state, actor, project.id, form["login"] ?? "", role === "none" ? null : (role as Role));
    return reply.redirect(at, 303);
  });

  app.post("/:project/project-settings", async (request, reply) => {
    const { actor, project, form, at } = await begin(request);
    await changeProject(state, actor, project.id, {
      ...("public" in form ? { public: form["public"] === "yes" } : {}),
      ...("remote" in form ? { remote: form["remote"] || null } : {}),
      ...("status_api" in form ? { status_api: form["status_api"] || null } : {}),
      ...(form["status_token"] ? { status_token: form["status_token"] } : {}),
    });
    return reply.redirect(at, 303);
  });
}
