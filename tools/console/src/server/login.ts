import type { FastifyInstance, FastifyReply } from "fastify";
import { record, Refused } from "@ipai/operations";
import * as oidc from "openid-client";
import { frameOf, type Context } from "./context.ts";
import { html, page } from "./page.ts";
import { checkPassword, closeSession, openSession } from "./session.ts";

export const COOKIE = "ipai_session";
const PENDING = "ipai_login";

/** Login by a local password or an OpenID provider, and the way out. */
export function addLogin(app: FastifyInstance, context: Context): void {
  const { state, address } = context;
  const options = { path: "/", httpOnly: true, secure: address.startsWith("https:"), sameSite: "lax" } as const;
  const enter = async (reply: FastifyReply, login: string) => {
    reply.setCookie(COOKIE, await openSession(state, login), options);
    return reply.redirect("/", 303);
  };

  app.get("/login", (request, reply) => {
    const other = context.oidc ? html`<p><a href="/login/openid">Log in with your organisation</a></p>` : "";
    const body = html`${other}
      <form class="row" method="post" action="/login">
        <label>Login <input name="login" autocomplete="username" required autofocus /></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" required /></label
        ><button>Log in</button>
      </form>`;
    return reply.type("text/html").send(page(frameOf(request, reply, "Log in", []), body));
  });

  app.post("/login", { config: { rateLimit: { max: 10, timeWindow: "1 minute" } } }, async (request, reply) => {
    const { login = "", password = "" } = (request.body ?? {}) as { login?: string; password?: string };
    if (await checkPassword(state, String(login), String(password))) return enter(reply, String(login));
    await record(state, "anonymous", "login", "refused", {}, { login: String(login).slice(0, 100) });
    throw new Refused(403, "login or password is wrong", "try again; an administrator can set a new password");
  });

  app.post("/logout", async (request, reply) => {
    await closeSession(state, request.cookies[COOKIE]);
    return reply.clearCookie(COOKIE, { path: "/" }).redirect("/login", 303);
  });

  if (context.oidc) addOpenId(app, context, context.oidc, enter, options);
}

function addOpenId(
  app: FastifyInstance,
  { state, address }: Context,
  settings: NonNullable<Context["oidc"]>,
  enter: (reply: FastifyReply, login: string) => Promise<unknown>,
  options: { path: string; httpOnly: boolean; secure: boolean; sameSite: "lax" },
): void {
  const redirect_uri = `${address}/login/openid/back`;
  const local = new URL(settings.issuer).protocol === "http:";
  let found: Promise<oidc.Configuration> | null = null;
  const discover = () =>
    (found ??= oidc
      .discovery(
        new URL(settings.issuer),
        settings.clientId,
        settings.clientSecret,
        undefined,
        local ? { execute: [oidc.allowInsecureRequests] } : {},
      )
      .catch((error: Error) => {
        found = null;
        throw new Refused(409, `the OpenID provider does not answer: ${error.message}`, "log in locally, or try again");
      }));

  app.get("/login/openid", async (_, reply) => {
    const config = await discover();
    const [verifier, expected, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
    const code_challenge = await oidc.calculatePKCECodeChallenge(verifier);
    reply.setCookie(PENDING, JSON.stringify({ verifier, expected, nonce }), {
      ...options,
      path: "/login/openid",
      maxAge: 600,
    });
    const to = oidc.buildAuthorizationUrl(config, {
      redirect_uri,
      scope: "openid profile",
      code_challenge,
      code_challenge_method: "S256",
      state: expected,
      nonce,
    });
    return reply.redirect(to.href, 303);
  });

  app.get("/login/openid/back", async (request, reply) => {
    const pending = JSON.parse(request.cookies[PENDING] ?? "{}") as {
      verifier?: string;
      expected?: string;
      nonce?: string;
    };
    if (!pending.verifier || !pending.expected || !pending.nonce)
      throw new Refused(400, "this login was not begun here", "begin again");
    const checks = {
      pkceCodeVerifier: pending.verifier,
      expectedState: pending.expected,
      expectedNonce: pending.nonce,
    };
    const tokens = await oidc
      .authorizationCodeGrant(await discover(), new URL(request.url, address), checks)
      .catch((error: Error) => {
        throw new Refused(403, `the login was not accepted: ${error.message}`, "begin again");
      });
    const subject = `${settings.issuer} ${tokens.claims()!.sub}`;
    // Who may come in was said beforehand: a user with this subject, or one whose login is that name and has no subject yet.
    const name = String(tokens.claims()!["preferred_username"] ?? tokens.claims()!.sub);
    const { rows } = await state.query<{ login: string }>(
      `UPDATE users SET subject = $1 WHERE NOT disabled AND (subject = $1 OR subject IS NULL AND password IS NULL AND login = $2) RETURNING login`,
      [subject, name],
    );
    reply.clearCookie(PENDING, { path: "/login/openid" });
    if (rows[0]) return enter(reply, rows[0].login);
    await record(state, "anonymous", "login", "refused", {}, { subject });
    throw new Refused(403, `${name} is no user of this console`, "ask its administrator to add you");
  });
}
