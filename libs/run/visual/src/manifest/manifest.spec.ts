import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkPages, findChromium, readVisualManifest, renderReview } from "../index.ts";

const chromium = findChromium();
const required = (process.env["IPAI_REQUIRE"] ?? "").includes("chromium");

const MANIFEST = `
version: 1
baseline: approved
login: { path: /login, user: "#user", password: "#password", submit: button, ready: "#inside" }
users:
  clerk: { name: clerk, password_env: CLERK_PASSWORD }
pages:
  - { name: login, path: /login, ready: button, widths: [390], themes: [light] }
  - { name: home, path: /home, as: clerk, ready: "#inside", widths: [390], themes: [light] }
`;

const LOGIN = `<form action="/in"><label>User<input id="user" name="user"></label>
  <label>Password<input id="password" name="password"></label><button>Log in</button></form>`;

/** A server that asks for a login by a cookie. */
function serve(inside: () => string): Server {
  const page = (body: string) =>
    `<!doctype html><html lang="en"><title>t</title><body><main>${body}</main></body></html>`;
  return createServer((request, response) => {
    response.setHeader("content-type", "text/html");
    const known = request.headers.cookie === "session=clerk";
    if (request.url === "/in?user=clerk&password=secret")
      response.writeHead(303, { location: "/home", "set-cookie": "session=clerk" }).end();
    else if (request.url === "/favicon.ico") response.end();
    else if (request.url === "/home" && known) response.end(page(`<h1 id="inside">${inside()}</h1>`));
    else response.end(page(LOGIN));
  });
}

describe("visual.yml", () => {
  it.each([
    ["a user who is nowhere", "as: clerk", "as: boss", "no user is called boss"],
    ["two pages of one name", "name: home", "name: login", "two pages are called login"],
    ["a key that is not known", "ready: button", "redy: button", "redy"],
    ["no page", "path: /home, ", "", "name a path or a file"],
  ])("refuses %s", async (_what, find, replace, message) => {
    const folder = mkdtempSync(join(tmpdir(), "ipai-visual-"));
    writeFileSync(join(folder, "visual.yml"), MANIFEST.replace(find, replace));
    const { value, issues } = await readVisualManifest(join(folder, "visual.yml"));
    expect(value).toBeNull();
    expect(issues[0]!.message).toContain(message);
    rmSync(folder, { recursive: true });
  });
});

describe.skipIf(!chromium && !required)("pages of a manifest (needs chromium)", { timeout: 240_000 }, () => {
  let folder: string;
  let server: Server;
  let greeting = "Good morning";
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "ipai-visual-"));
    server = serve(() => greeting);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    writeFileSync(join(folder, "visual.yml"), MANIFEST);
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("are looked at as their user; a change, a wrong password and a server that is gone are told", async () => {
    const path = join(folder, "visual.yml");
    const { value: manifest } = await readVisualManifest(path);
    const outDir = join(folder, "out");
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const run = async (more: { update?: boolean; password?: string; server?: string } = {}) => {
      const env = { ...process.env, CLERK_PASSWORD: more.password ?? "secret" };
      const options = { manifestPath: path, chromium: chromium!, outDir, env, server: more.server ?? origin };
      const pages = await checkPages(manifest!, { ...options, update: more.update ?? false });
      return pages.map(({ name, issues }) => [name, ...new Set(issues.map(({ code }) => code))]);
    };
    expect(await run({ update: true })).toEqual([["login"], ["home"]]);
    expect(await run()).toEqual([["login"], ["home"]]);
    greeting = "Good evening";
    expect(await run()).toEqual([["login"], ["home", "picture-changed", "words-changed"]]);
    expect(renderReview(join(folder, "approved"), outDir)).toContain("home-390-light.diff.png");
    expect(await run({ password: "" })).toEqual([["login"], ["home", "page-unreachable"]]);
    expect(await run({ server: "http://127.0.0.1:9" })).toEqual([
      ["login", "page-unreachable"],
      ["home", "page-unreachable"],
    ]);
  });
});
