import { spawn, spawnSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";

const SCRIPTS = fileURLToPath(new URL("../../scripts/", import.meta.url));

/** What the probe asks of Odoo and of the mail catcher, from one stub; parts of it can be broken. */
class Stub {
  readonly #mails: { Subject: string }[] = [];
  readonly server: Server;

  constructor(broken: "login" | "websocket" | "anyone" | null) {
    this.server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        response.setHeader("Set-Cookie", "session_id=s; HttpOnly");
        if (request.url === "/web/login") response.statusCode = broken === "login" ? 303 : 200;
        response.end(JSON.stringify(this.#answer(request.url!, body, broken)));
      });
    });
    this.server.on("upgrade", (_, socket) => {
      const status = broken === "websocket" ? "500 Internal Server Error" : "101 Switching Protocols";
      socket.end(`HTTP/1.1 ${status}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 0\r\n\r\n`);
    });
  }

  #answer(url: string, body: string, broken: string | null): unknown {
    if (url === "/api/v1/messages") return { messages: this.#mails };
    const params = body
      ? (JSON.parse(body) as { params: { password?: string; args: [{ subject: string }] } }).params
      : null;
    if (url.endsWith("/authenticate"))
      return params!.password === "right" || broken === "anyone"
        ? { result: { uid: 2 } }
        : { error: { message: "Odoo Server Error", data: { message: "Access Denied" } } };
    if (url.endsWith("/create")) this.#mails.push({ Subject: params!.args[0].subject });
    return { result: 7 };
  }
}

describe("scripts/probe-stack.mjs", () => {
  let stub: Stub;
  afterEach(() => void stub.server.close());

  async function probe(broken: ConstructorParameters<typeof Stub>[0]): Promise<{ code: number | null; out: string }> {
    stub = new Stub(broken);
    await new Promise<void>((resolve) => stub.server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(stub.server.address() as AddressInfo).port}`;
    const argv = [`${SCRIPTS}probe-stack.mjs`, "--odoo", url, "--mail", url, "--database", "d"];
    const child = spawn(process.execPath, argv, { env: { ...process.env, ODOO_PASSWORD: "right" } });
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    return new Promise((resolve) => child.on("close", (code) => resolve({ code, out })));
  }

  it("finds a stack in order", async () => {
    expect(await probe(null)).toEqual({ code: 0, out: expect.stringMatching(/5 passed, 0 failed\n$/) });
  });

  it.each([
    ["login", "FAILED the login page is served"],
    ["websocket", "FAILED the websocket opens: status 500"],
    ["anyone", "FAILED a wrong password is refused"],
  ] as const)("goes red where %s is broken", async (broken, line) => {
    const { code, out } = await probe(broken);
    expect([code, out]).toEqual([1, expect.stringContaining(line)]);
    expect(out).toMatch(/4 passed, 1 failed\n$/);
  });
});

it.each([
  ["bash", "e2e-stack.sh"],
  [process.execPath, "e2e-production.mjs"],
])("%s scripts/%s says that there is no engine, and is no success", (program, script) => {
  const { status, stderr } = spawnSync(program, [`${SCRIPTS}${script}`], {
    env: { PATH: "/usr/bin:/bin", DOCKER_HOST: "tcp://127.0.0.1:1" },
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([2, "cannot run: no Docker engine answers (docker info)\n"]);
});
