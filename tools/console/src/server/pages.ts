import type { FastifyInstance, FastifyRequest } from "fastify";
import {
  actionOf,
  authorise,
  BranchSettings,
  findBuild,
  findProject,
  listBranches,
  listEvents,
  listProjects,
  logKinds,
  readLog,
  Refused,
  searchLogs,
  type Build,
  type Project,
} from "@ipai/operations";
import { buildPage, LOG_SCRIPT } from "../pages/build.ts";
import { branchPage, eventsTable, hostsTable, projectPage } from "../pages/project.ts";
import { actorOf, frameOf, type Context } from "./context.ts";
import { html, page } from "./page.ts";

interface Place {
  readonly project: string;
  readonly id: string;
  readonly kind: string;
}

/** Who asks, where nobody may ask without a login. */
function signedIn(request: FastifyRequest) {
  if (!request.session) throw new Refused(403, "log in first", "the link is above");
  return actorOf(request);
}

const csrf = (request: FastifyRequest) => request.session!.csrf;

/** Pages to look at, each after its right was asked for. */
export function addPages(app: FastifyInstance, { state }: Context): void {
  const placed = async (request: FastifyRequest) =>
    findProject(state, signedIn(request), (request.params as Place).project);

  app.get("/", async (request, reply) => {
    if (!request.session) return reply.redirect("/login", 303);
    const projects = await listProjects(state, actorOf(request));
    const { rows: hosts } = await state.query(HOSTS);
    const list = projects.map(
      ({ name }) =>
        html`<li class="card">
          <h3><a href="/${name}">${name}</a></h3>
        </li>`,
    );
    const body = html`${
      projects.length
        ? html`<ul class="tabs">
            ${list}
          </ul>`
        : html`<p>You are in no project yet.</p>`
    }${hostsTable(hosts)}`;
    return reply.type("text/html").send(page(frameOf(request, reply, "Projects", []), body));
  });

  app.get("/:project", async (request, reply) => {
    const project = await placed(request);
    const branches = await listBranches(state, project.id);
    const { rows: builds } = await state.query<Build>(LATEST, [project.id]);
    const events = await listEvents(state, project.id, 30);
    const body = projectPage(project, branches, builds, events, csrf(request));
    return reply
      .type("text/html")
      .send(page(frameOf(request, reply, project.name, [[project.name, `/${project.name}`]]), body));
  });

  app.get("/:project/branches/*", async (request, reply) => {
    const project = await placed(request);
    const name = (request.params as { "*": string })["*"];
    const branch = (await listBranches(state, project.id)).find((it) => it.name === name);
    if (!branch) throw new Refused(404, "there is no such branch", "push it first");
    await authorise(state, actorOf(request), actionOf(branch.stage, "history"), project.id);
    const { rows: builds } = await state.query<Build>(
      "SELECT * FROM builds WHERE branch = $1 ORDER BY id DESC LIMIT 30",
      [branch.id],
    );
    const body = branchPage(project, branch, BranchSettings.parse(branch.settings), builds, csrf(request));
    const path = [
      [project.name, `/${project.name}`],
      [name, `/${project.name}/branches/${name}`],
    ] as const;
    return reply.type("text/html").send(page(frameOf(request, reply, name, path), body));
  });

  app.get("/:project/events", async (request, reply) => {
    const project = await placed(request);
    const body = eventsTable(await listEvents(state, project.id, 200));
    return reply
      .type("text/html")
      .send(page(frameOf(request, reply, "History", [[project.name, `/${project.name}`]]), body));
  });

  app.get("/:project/builds/:id", async (request, reply) => {
    const { project, build } = await seenBuild(request, "logs");
    const { kind, search } = request.query as { kind?: string; search?: string };
    const kinds = await logKinds(state, build.id);
    const shown = kind && kinds.includes(kind) ? kind : (kinds.at(-1) ?? "");
    const log = (await readLog(state, build.id, shown)).map(({ text }) => text).join("");
    const hits = search ? await searchLogs(state, build.id, search.slice(0, 200)) : null;
    const body = buildPage(project, build, kinds, shown, log, search ?? "", hits);
    const path = [
      [project.name, `/${project.name}`],
      [`build ${build.id}`, `/${project.name}/builds/${build.id}`],
    ] as const;
    return reply.type("text/html").send(page(frameOf(request, reply, `Build ${build.id}`, path, LOG_SCRIPT), body));
  });

  app.get("/:project/builds/:id/log/:kind", async (request, reply) => {
    const { build } = await seenBuild(request, "logs");
    const { kind } = request.params as Place;
    const from = Number((request.query as { from?: string }).from ?? 0) || 0;
    reply.raw.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    reply.hijack();
    await follow(reply.raw, build, kind, from);
  });

  /** A build that somebody may see a tab of; strangers see development of a public project. */
  async function seenBuild(request: FastifyRequest, tab: string): Promise<{ project: Project; build: Build }> {
    const { project: name, id } = request.params as Place;
    const gone = new Refused(404, "there is no such build", "go back to the project");
    const { rows } = await state.query<Project>("SELECT * FROM projects WHERE name = $1", [name]);
    const build = /^\d{1,9}$/.test(id) ? await findBuild(state, Number(id)) : null;
    if (!rows[0] || !build || build.project !== rows[0].id) throw gone;
    if (!(rows[0].public && tab === "logs" && (await isOpen(build))))
      await authorise(state, actorOf(request), actionOf(build.stage, tab), build.project);
    return { project: rows[0], build };
  }

  /** Development then and now: what a branch said before it became production is no longer anybody's. */
  async function isOpen({ stage, branch }: Build): Promise<boolean> {
    const { rows } = await state.query<{ stage: string }>("SELECT stage FROM branches WHERE id = $1", [branch]);
    return stage === "development" && rows[0]?.stage === "development";
  }

  /** Sends what is added to a log until the build has ended, the reader goes, or half an hour is over. */
  async function follow(
    out: NodeJS.WritableStream & { destroyed?: boolean },
    { id }: Build,
    kind: string,
    from: number,
  ): Promise<void> {
    let next = from;
    for (const end = Date.now() + 1_800_000; Date.now() < end && !out.destroyed;) {
      const before = await findBuild(state, id);
      const chunks = await readLog(state, id, kind, next);
      for (const { text, from_byte } of chunks) {
        next = from_byte + 1;
        out.write(`id: ${next}\ndata: ${JSON.stringify(text)}\n\n`);
      }
      if (!chunks.length && before?.state !== "running" && before?.state !== "queued") break;
      if (!chunks.length) await new Promise((resolve) => setTimeout(resolve, 500));
    }
    out.end("event: end\ndata: {}\n\n");
  }
}

const LATEST = `SELECT DISTINCT ON (branch) * FROM builds WHERE project = $1 ORDER BY branch, id DESC`;
const HOSTS = `SELECT h.name, h.kind, h.capacity, h.cost_per_hour::float AS cost, h.heartbeat > now() - interval '15 seconds' AS alive,
    (SELECT count(*)::int FROM builds b WHERE b.host = h.name AND b.state = 'running') AS running,
    (SELECT coalesce(avg(extract(epoch FROM b.ended - b.started)), 0)::float FROM builds b WHERE b.host = h.name AND b.ended > now() - interval '7 days') AS seconds
  FROM hosts h ORDER BY h.name`;
