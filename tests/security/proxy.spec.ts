import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasCaddy, Proxy } from "./proxy.ts";

const required = process.env["IPAI_REQUIRE"]?.includes("caddy");

describe.skipIf(!hasCaddy && !required)("security/Caddyfile in a real Caddy (needs caddy)", () => {
  let proxy: Proxy;
  beforeAll(async () => void (proxy = await Proxy.start()));
  afterAll(() => proxy?.stop());

  it("sends the security headers with every page, and says nothing of what is behind", async () => {
    const { status, headers } = await proxy.get({ path: "/web/login" });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "strict-transport-security": "max-age=31536000; includeSubDomains",
      "x-content-type-options": "nosniff",
      "x-frame-options": "SAMEORIGIN",
      "referrer-policy": "strict-origin-when-cross-origin",
      "permissions-policy": expect.stringContaining("camera=(self)"),
      "content-security-policy": expect.stringMatching(/frame-ancestors 'self'.*|object-src 'none'/),
    });
    expect([headers.server, headers.via]).toEqual([undefined, undefined]);
  });

  it("adds its policy to Odoo's own: the stricter of attachments stays, the weaker of the login page is not all", async () => {
    const { headers } = await proxy.get({ path: "/web/content/1" });
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none', default-src 'self'; script-src/);
    const login = await proxy.get({ path: "/web/login" });
    expect(login.headers["content-security-policy"]).toMatch(
      /^frame-ancestors 'self', default-src 'self'.*object-src 'none'/,
    );
  });

  it("sends cookies back over TLS and from our own pages only", async () => {
    const { headers } = await proxy.get({ path: "/web/login" });
    expect(headers["set-cookie"]).toEqual([
      "session_id=s; HttpOnly; Path=/; Secure; SameSite=Lax",
      "tz=Asia/Manila; Secure; SameSite=Lax",
    ]);
  });

  it("leads http to https", async () => {
    const { status, headers } = await proxy.plain("/odoo?debug=1");
    expect([status, headers.location]).toEqual([308, "https://localhost/odoo?debug=1"]);
  });

  it("sends the websocket to the event server, and only that", async () => {
    const upgrade = { Connection: "Upgrade", Upgrade: "websocket" };
    const opened = await proxy.get({ path: "/websocket?version=19.0-1", headers: upgrade });
    expect([opened.status, opened.headers["x-stub"]]).toEqual([101, "events"]);
    expect(JSON.parse((await proxy.get({ path: "/websocket/health" })).body).name).toBe("events");
    expect(JSON.parse((await proxy.get({ path: "/websockets" })).body).name).toBe("pages");
  });

  it.each([
    "/web/database/manager",
    "/web/database",
    "/web/database/",
    "//web//database/manager",
    "/web/%64atabase/create",
    "/web/%2564atabase/../database/selector",
    "/web/./database/manager",
    "/odoo/../web/database/manager",
    "/web/DATABASE/manager",
    "/web%2Fdatabase%2Fmanager",
    "/web/database;x=1/manager",
    "/web/database/manager?x=/web/login",
    "/web/database%00/manager",
  ])("closes the database manager: %s", async (path) => expect((await proxy.get({ path })).status).toBe(404));

  it("refuses a body over the limit before Odoo has read it, whether it says its size or not", async () => {
    const path = "/web/binary/upload";
    const small = await proxy.get({ path, method: "POST", body: Buffer.alloc(2 * 2 ** 20) });
    expect(JSON.parse(small.body).size).toBe(2 * 2 ** 20);
    const large = Buffer.alloc(128 * 2 ** 20 + 1);
    expect(
      (await proxy.get({ path, method: "POST", headers: { "Content-Length": String(large.length) } })).status,
    ).toBe(413);
    const streamed = await proxy.get({
      path,
      method: "POST",
      headers: { "Transfer-Encoding": "chunked" },
      body: large,
    });
    expect(streamed.status).toSatisfy((status: number) => status === 413 || status === 502);
    expect(streamed.headers).toMatchObject({ "x-content-type-options": "nosniff" });
    expect(streamed.headers.server).toBeUndefined();
  });

  it("tells Odoo who asks, and believes no one who says it himself", async () => {
    const { body } = await proxy.get({
      path: "/",
      headers: { "X-Forwarded-For": "10.9.9.9", "X-Forwarded-Host": "evil.example" },
    });
    const { headers } = JSON.parse(body) as { headers: Record<string, string> };
    expect(headers["x-forwarded-proto"]).toBe("https");
    expect(headers["x-forwarded-for"]).not.toContain("10.9.9.9");
    expect(headers["x-forwarded-host"]).not.toContain("evil");
  });
});
