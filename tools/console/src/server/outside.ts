import type { FastifyInstance } from "fastify";
import { Refused, takeWebhook, type Build, type Forge, type Project } from "@ipai/operations";
import { Gauge, Registry } from "prom-client";
import { badge } from "../pages/project.ts";
import { frameOf, type Context } from "./context.ts";
import { html, page } from "./page.ts";

const FORGES = ["github", "gitlab", "gitea"];

/** What others than members ask for: webhooks, the public page of builds, health and metrics. */
export function addOutside(app: FastifyInstance, { state }: Context): void {
  // Signatures are over bytes: the body of a webhook is not parsed before it is known whose it is.
  app.register((hooks, _, done) => {
    hooks.removeAllContentTypeParsers();
    hooks.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, parsed) => parsed(null, body));
    hooks.post(
      "/hooks/:project/:forge",
      { config: { rateLimit: { max: 120, timeWindow: "1 minute" } } },
      async (request, reply) => {
        const { project: name, forge } = request.params as { project: string; forge: string };
        const { rows } = await state.query<Project>("SELECT * FROM projects WHERE name = $1", [name]);
        // Whoever has no signature learns nothing, not even which projects there are.
        if (!rows[0] || !FORGES.includes(forge)) return reply.code(401).send({ taken: false });
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const delivery = await takeWebhook(state, rows[0], forge as Forge, request.headers, bytes);
        return reply.code(delivery === "unsigned" ? 401 : 202).send({ taken: delivery === "taken" });
      },
    );
    done();
  });

  app.get("/public/:project", async (request, reply) => {
    const { rows } = await state.query<Project>("SELECT * FROM projects WHERE name = $1 AND public", [
      (request.params as { project: string }).project,
    ]);
    if (!rows[0]) throw new Refused(404, "there is no such page", "ask for its address");
    const { rows: builds } = await state.query<Build & { name: string; now: string }>(
      "SELECT b.*, r.name, r.stage AS now FROM builds b JOIN branches r ON r.id = b.branch WHERE b.project = $1 ORDER BY b.id DESC LIMIT 50",
      [rows[0].id],
    );
    const list = builds.map((build) =>
      build.stage === "development" && build.now === "development"
        ? html`<li class="card ${build.stage}">
            ${badge(build)} <a href="/${rows[0]!.name}/builds/${build.id}">build ${build.id} of ${build.name}</a>
          </li>`
        : html`<li class="card ${build.now}">${badge(build)} ${build.now}</li>`,
    );
    return reply.type("text/html").send(
      page(
        frameOf(request, reply, `Builds of ${rows[0].name}`, []),
        html`<ul class="tabs">
          ${list}
        </ul>`,
      ),
    );
  });

  app.get("/health", async (_, reply) => {
    await state.query("SELECT 1 FROM migrations");
    return reply.send({ ok: true });
  });

  addMetrics(app, state);
}

function addMetrics(app: FastifyInstance, state: Context["state"]): void {
  const registry = new Registry();
  const builds = new Gauge({
    name: "ipai_builds",
    help: "Builds by state and colour",
    labelNames: ["state", "colour"],
    registers: [registry],
  });
  const waiting = new Gauge({
    name: "ipai_queue_oldest_seconds",
    help: "Age of the oldest build that waits",
    registers: [registry],
  });
  const alive = new Gauge({
    name: "ipai_builder_alive",
    help: "1 where a builder said that it lives",
    labelNames: ["host"],
    registers: [registry],
  });
  app.get("/metrics", async (request, reply) => {
    // For this machine's own collector: a proxy in front does not forward it.
    if (!["127.0.0.1", "::1", "::ffff:127.0.0.1"].includes(request.ip) || request.headers["x-forwarded-for"])
      throw new Refused(404, "there is nothing here", "ask on the machine itself");
    const { rows } = await state.query<{ state: string; colour: string | null; n: number }>(
      "SELECT state, colour, count(*)::int AS n FROM builds GROUP BY 1, 2",
    );
    const { rows: oldest } = await state.query<{ seconds: number }>(
      "SELECT coalesce(extract(epoch FROM now() - min(queued)), 0)::float AS seconds FROM builds WHERE state = 'queued'",
    );
    const { rows: hosts } = await state.query<{ name: string; alive: boolean }>(
      "SELECT name, heartbeat > now() - interval '15 seconds' AS alive FROM hosts",
    );
    builds.reset();
    for (const { state: is, colour, n } of rows) builds.set({ state: is, colour: colour ?? "" }, n);
    waiting.set(oldest[0]!.seconds);
    for (const { name, alive: lives } of hosts) alive.set({ host: name }, Number(lives));
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
