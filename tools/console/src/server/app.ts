import cookie from "@fastify/cookie";
import formbody from "@fastify/formbody";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import { Refused } from "@ipai/operations";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { addActions } from "./actions.ts";
import { frameOf, type Context } from "./context.ts";
import { addLogin, COOKIE } from "./login.ts";
import { addOutside } from "./outside.ts";
import { html, page } from "./page.ts";
import { addPages } from "./pages.ts";
import { readSession } from "./session.ts";

/** Requests of one address in a minute; logins and webhooks have less. */
const PER_MINUTE = 600;

/** The console's server: pages for people, addresses for forges and for Prometheus. */
export async function makeApp(context: Context): Promise<FastifyInstance> {
  const app = fastify({ bodyLimit: 1024 * 1024, trustProxy: false, logger: false });
  const secure = context.address.startsWith("https:");
  await app.register(helmet, {
    enableCSPNonces: true,
    hsts: secure,
    referrerPolicy: { policy: "same-origin" },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'none'"],
        styleSrc: ["'none'"],
        imgSrc: ["data:"],
        connectSrc: ["'self'"],
        formAction: context.oidc ? ["'self'", new URL(context.oidc.issuer).origin] : ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
  });
  await app.register(rateLimit, { max: PER_MINUTE, timeWindow: "1 minute" });
  await app.register(cookie);
  await app.register(formbody);
  app.decorateRequest("session", null);
  app.addHook("onRequest", async (request) => {
    request.session = await readSession(context.state, request.cookies[COOKIE]);
  });
  app.addHook("preHandler", (request) => {
    checkOrigin(request);
    return Promise.resolve();
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => sayError(error, request, reply));
  app.setNotFoundHandler((request, reply) =>
    sayError(new Refused(404, "there is nothing here", "go back to the console"), request, reply),
  );
  addLogin(app, context);
  addPages(app, context);
  addActions(app, context);
  addOutside(app, context);
  return app;
}

/** A change is asked for with the session's own word, and by a page of ours where the browser says from where. */
function checkOrigin(request: FastifyRequest): void {
  if (request.method === "GET" || request.method === "HEAD" || request.url.startsWith("/hooks/")) return;
  const site = request.headers["sec-fetch-site"];
  if (site && site !== "same-origin" && site !== "none")
    throw new Refused(403, "this was asked for by another site", "use the console's own page");
  if (!request.session) return;
  const given = (request.body as { csrf?: unknown } | undefined)?.csrf;
  if (typeof given !== "string" || given !== request.session.csrf)
    throw new Refused(403, "this form is not of your session", "open the page again");
}

function sayError(error: Error & { statusCode?: number }, request: FastifyRequest, reply: FastifyReply) {
  const status = error instanceof Refused ? error.status : (error.statusCode ?? 500);
  const message = status === 500 ? "something went wrong here" : error.message;
  const advice =
    error instanceof Refused
      ? error.advice
      : status === 429
        ? "wait a minute"
        : "the console's operator finds it in its log";
  if (status === 500) process.stderr.write(`${request.method} ${request.url}: ${error.stack}\n`);
  const body = html`<p class="notice" role="alert">${message}</p>
    <p>${advice}</p>`;
  return reply
    .code(status)
    .type("text/html")
    .send(page(frameOf(request, reply, `Error ${status}`, []), body));
}
