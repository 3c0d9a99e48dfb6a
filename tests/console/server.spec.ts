import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import { mkdirSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { capturePage, findChromium, VIEWS } from "@ipai/visual";
// @ts-expect-error The package brings no types.
import { Provider } from "oidc-provider";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changeProject, listEvents, moveBranch, setMember, SYSTEM, syncBranches } from "@ipai/operations";
import { makeApp } from "../../tools/console/src/server/app.ts";
import { putUser } from "../../tools/console/src/server/session.ts";
import { makeScene, type Scene } from "./ground.ts";

let scene: Scene;
let app: Awaited<ReturnType<typeof makeApp>>;
let provider: Server;
let address: string;

const cookies = new Map<string, { cookie: string; csrf: string }>();

/** Logs in as a browser does, and keeps the session's cookie with the word of its forms. */
async function login(who: string, planted?: string) {
  const response = await app.inject({
    method: "POST",
    url: "/login",
    payload: { login: who, password: "correct horse" },
    ...(planted ? { cookies: { ipai_session: planted } } : {}),
  });
  const cookie = response.cookies.find(({ name }) => name === "ipai_session")?.value ?? "";
  const page = await app.inject({ url: "/", cookies: { ipai_session: cookie } });
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? "";
  cookies.set(who, { cookie, csrf });
  return response;
}
const get = (who: string, url: string) =>
  app.inject({ url, ...(cookies.has(who) ? { cookies: { ipai_session: cookies.get(who)!.cookie } } : {}) });
const post = (who: string, url: string, form: Record<string, string>) =>
  app.inject({
    method: "POST",
    url,
    payload: { csrf: cookies.get(who)?.csrf ?? "", ...form },
    ...(cookies.has(who) ? { cookies: { ipai_session: cookies.get(who)!.cookie } } : {}),
  });

const USERS = { dev: "developer", tess: "tester", ada: "admin", stranger: null } as const;

beforeAll(async () => {
  scene = await makeScene();
  const { state, dataDir, project } = scene;
  for (const [who, role] of Object.entries(USERS)) {
    await putUser(state, who, "correct horse", false);
    if (role) await setMember(state, SYSTEM, project.id, who, role);
  }
  await putUser(state, "olga", null, false);
  await setMember(state, SYSTEM, project.id, "olga", "developer");
  for (const branch of ["main", "staging", "feature"])
    scene.push(branch, { [`${branch}.txt`]: "<script>alert(1)</script>" });
  await syncBranches(state, dataDir, project);
  await moveBranch(state, SYSTEM, project, "main", "production");
  await moveBranch(state, SYSTEM, project, "staging", "staging");
  await state.query(
    "INSERT INTO logs (build, kind, attempt, from_byte, to_byte, text) SELECT id, 'install', 1, 0, 10, E'line one\\n2026 ERROR <b>planted</b>\\n' FROM builds",
  );
  provider = createServer();
  await new Promise<void>((done) => provider.listen(0, "127.0.0.1", done));
  const issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  address = "http://127.0.0.1:9";
  const openid = new Provider(issuer, {
    clients: [{ client_id: "console", client_secret: "secret", redirect_uris: [`${address}/login/openid/back`] }],
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
  });
  provider.on("request", openid.callback());
  app = await makeApp({
    state,
    dataDir,
    ground: null,
    address,
    oidc: { issuer, clientId: "console", clientSecret: "secret" },
  });
  for (const who of Object.keys(USERS)) await login(who);
}, 240_000);
afterAll(async () => {
  await app?.close();
  provider?.close();
  await scene?.end();
});

describe("the server", { timeout: 120_000 }, () => {
  it("lets in by password, and refuses and notes a wrong one", async () => {
    expect((await get("dev", "/shop")).statusCode).toBe(200);
    const wrong = await app.inject({ method: "POST", url: "/login", payload: { login: "dev", password: "wrong" } });
    expect([wrong.statusCode, wrong.cookies.length]).toEqual([403, 0]);
    expect(
      (await app.inject({ method: "POST", url: "/login", payload: { login: "olga", password: "" } })).statusCode,
    ).toBe(403);
  });

  it("gives a new session at login, so that a planted one is worth nothing", async () => {
    const planted = "planted-by-an-attacker";
    const response = await login("dev", planted);
    expect(response.cookies[0]!.value).not.toBe(planted);
    expect(response.cookies[0]).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
    expect((await app.inject({ url: "/", cookies: { ipai_session: planted } })).statusCode).toBe(303);
  });

  it("shows nobody what is not theirs: pages, logs and live logs by role", async () => {
    const { rows } = await scene.state.query<{ id: number; stage: string }>(
      "SELECT id, stage FROM builds ORDER BY id DESC",
    );
    const buildOf = (stage: string) => rows.find((build) => build.stage === stage)!.id;
    const allowed = { development: ["dev", "tess", "ada"], staging: ["tess", "ada"], production: ["ada"] };
    for (const [stage, who] of Object.entries(allowed))
      for (const user of [...Object.keys(USERS), "nobody"]) {
        const status = (await get(user, `/shop/builds/${buildOf(stage)}`)).statusCode;
        expect([user, stage, status === 200]).toEqual([user, stage, who.includes(user)]);
        const denied =
          who.includes(user) || (await get(user, `/shop/builds/${buildOf(stage)}/log/install`)).statusCode >= 403;
        expect([user, stage, denied]).toEqual([user, stage, true]);
      }
    expect((await get("stranger", "/shop")).statusCode).toBe(404);
    expect((await get("dev", `/other/builds/${buildOf("development")}`)).statusCode).toBe(404);
  }, 240_000);

  it("changes nothing without the session's own word, or for another site", async () => {
    const before = (await listEvents(scene.state, scene.project.id, 500)).length;
    const form = { branch: "feature", to: "staging" };
    expect((await post("ada", "/shop/move", { ...form, csrf: "" })).statusCode).toBe(403);
    expect((await post("ada", "/shop/move", { ...form, csrf: cookies.get("tess")!.csrf })).statusCode).toBe(403);
    const { cookie, csrf } = cookies.get("ada")!;
    const foreign = await app.inject({
      method: "POST",
      url: "/shop/move",
      payload: { ...form, csrf: csrf },
      cookies: { ipai_session: cookie },
      headers: { "sec-fetch-site": "cross-site" },
    });
    expect(foreign.statusCode).toBe(403);
    expect((await listEvents(scene.state, scene.project.id, 500)).length).toBe(before);
    expect((await post("dev", "/shop/move", form)).statusCode).toBe(403);
    expect((await post("nobody", "/shop/move", form)).statusCode).toBe(404);
    expect((await post("tess", "/shop/move", form)).statusCode).toBe(303);
    expect((await post("tess", "/shop/move", { branch: "feature", to: "development" })).statusCode).toBe(303);
    expect((await post("dev", "/shop/members", { login: "dev", role: "admin" })).statusCode).toBe(403);
    expect((await post("dev", "/shop/project-settings", { remote: "https://example.com/x" })).statusCode).toBe(403);
    expect(
      (await post("ada", "/shop/project-settings", { status_api: "https://169.254.169.254/latest" })).statusCode,
    ).toBe(400);
  });

  it("escapes what comes from outside, and lets no foreign script run", async () => {
    const { rows } = await scene.state.query<{ id: number }>(
      "SELECT max(build) AS id FROM logs JOIN builds ON builds.id = build JOIN branches r ON r.id = branch WHERE r.name = 'feature'",
    );
    const page = await get("ada", `/shop/builds/${rows[0]!.id}?kind=install&search=planted`);
    expect(page.body).toContain("ERROR &lt;b&gt;planted");
    expect(page.body).not.toContain("<b>planted");
    expect(page.headers["content-security-policy"]).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(page.headers["content-security-policy"]).not.toMatch(/unsafe/);
    expect((await get("ada", "/shop/branches/..%2f..%2fetc")).statusCode).toBe(404);
  });

  it("takes webhooks by signature, once, and tells the unsigned nothing", async () => {
    const body = JSON.stringify({ ref: "refs/heads/main" });
    const signature = `sha256=${createHmac("sha256", scene.project.webhook_secret).update(body).digest("hex")}`;
    const hook = (project: string, headers: Record<string, string>) =>
      app.inject({
        method: "POST",
        url: `/hooks/${project}/github`,
        payload: body,
        headers: { "content-type": "application/json", ...headers },
      });
    const [unsigned, unknown] = [await hook("shop", {}), await hook("no-such", {})];
    expect([unsigned.statusCode, unsigned.body]).toEqual([unknown.statusCode, unknown.body]);
    expect(unsigned.statusCode).toBe(401);
    expect((await hook("shop", { "x-hub-signature-256": signature })).json()).toEqual({ taken: true });
    expect((await hook("shop", { "x-hub-signature-256": signature, "x-github-delivery": "new" })).json()).toEqual({
      taken: false,
    });
  });

  it("shows strangers the builds of a public project: logs of development, of the rest the status", async () => {
    expect((await get("nobody", "/public/shop")).statusCode).toBe(404);
    await changeProject(scene.state, SYSTEM, scene.project.id, { public: true });
    const page = (await get("nobody", "/public/shop")).body;
    expect(page).toContain("of feature");
    expect(page).not.toMatch(/of (main|staging)/);
    const { rows } = await scene.state.query<{ id: number; stage: string }>(
      "SELECT id, stage FROM builds ORDER BY id DESC",
    );
    for (const stage of ["development", "staging", "production"]) {
      const status = (await get("nobody", `/shop/builds/${rows.find((it) => it.stage === stage)!.id}`)).statusCode;
      expect([stage, status === 200]).toEqual([stage, stage === "development"]);
    }
    await changeProject(scene.state, SYSTEM, scene.project.id, { public: false });
  });

  it("lets in by an OpenID provider who was added, and nobody else", async () => {
    const through = async (account: string) => {
      const begun = await app.inject({ url: "/login/openid" });
      const pending = begun.cookies.find(({ name }) => name === "ipai_login")!.value;
      const jar = new Map<string, string>();
      let url = begun.headers.location as string;
      let init: RequestInit = {};
      for (let step = 0; step < 12 && !url.startsWith(address); step += 1) {
        const response = await fetch(url, {
          ...init,
          redirect: "manual",
          headers: {
            cookie: [...jar].map(([key, value]) => `${key}=${value}`).join("; "),
            ...(init.method ? { "content-type": "application/x-www-form-urlencoded" } : {}),
          },
        });
        for (const line of response.headers.getSetCookie())
          jar.set(line.split("=")[0]!, line.split(";")[0]!.slice(line.indexOf("=") + 1));
        const location = response.headers.get("location");
        if (location) [url, init] = [new URL(location, url).href, {}];
        else {
          const form = await response.text();
          const prompt = /name="prompt" value="(\w+)"/.exec(form)![1]!;
          const action = /action="([^"]+)"/.exec(form)![1]!;
          [url, init] = [
            new URL(action, url).href,
            { method: "POST", body: new URLSearchParams({ prompt, login: account, password: "x" }) },
          ];
        }
      }
      const { pathname, search } = new URL(url);
      return app.inject({ url: pathname + search, cookies: { ipai_login: pending } });
    };
    const back = await through("olga");
    expect([back.statusCode, back.cookies.some(({ name, value }) => name === "ipai_session" && value !== "")]).toEqual([
      303,
      true,
    ]);
    expect((await through("mallory")).statusCode).toBe(403);
    // A local user with a password is not taken over by a provider's name.
    expect((await through("ada")).statusCode).toBe(403);
    expect((await app.inject({ url: "/login/openid/back?code=x&state=y" })).statusCode).toBe(400);
  });

  it("limits guesses", async () => {
    const tries = await Promise.all(
      Array.from({ length: 15 }, () =>
        app.inject({ method: "POST", url: "/login", payload: { login: "x", password: "y" } }),
      ),
    );
    expect(tries.some(({ statusCode }) => statusCode === 429)).toBe(true);
  });
});

const chromium = findChromium();
describe.skipIf(!chromium)("the pages", { timeout: 300_000 }, () => {
  it("are clean for a phone and a desk, by day and by night", async () => {
    const { rows } = await scene.state.query<{ id: number }>("SELECT max(id)::int AS id FROM builds");
    const folder = process.env["IPAI_PICTURES"];
    for (const path of ["/shop", "/shop/branches/feature", `/shop/builds/${rows[0]!.id}`, "/"]) {
      const file = join(scene.dataDir, "page.html");
      writeFileSync(file, (await get("ada", path)).body);
      for (const { view, png, overflow, violations, problems } of await capturePage(chromium!, file, {
        views: VIEWS,
      })) {
        if (folder) {
          mkdirSync(folder, { recursive: true });
          writeFileSync(join(folder, `${path.replaceAll("/", "_")}-${view.width}-${view.theme}.png`), png);
        }
        const where = `${path} at ${view.width} ${view.theme}`;
        expect([where, overflow]).toEqual([where, []]);
        expect([where, violations]).toEqual([where, []]);
        expect([where, problems]).toEqual([where, []]);
      }
    }
  });
});
