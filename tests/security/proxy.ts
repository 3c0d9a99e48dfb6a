import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request as httpRequest, type IncomingMessage, type Server } from "node:http";
import { request as httpsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "@ipai/postgres";

const CADDYFILE = fileURLToPath(new URL("../../security/Caddyfile", import.meta.url));

export const hasCaddy = spawnSync("caddy", ["version"]).status === 0;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

interface Asked {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** A real Caddy with the production Caddyfile, before two stubs that say who they are and what they were sent. */
export class Proxy {
  readonly #caddy: ChildProcess;
  readonly #stubs: readonly Server[];
  readonly #folder: string;
  readonly #ports: { readonly http: number; readonly https: number };

  private constructor(caddy: ChildProcess, stubs: readonly Server[], folder: string, ports: Proxy["ports"]) {
    this.#caddy = caddy;
    this.#stubs = stubs;
    this.#folder = folder;
    this.#ports = ports;
  }

  get ports(): { readonly http: number; readonly https: number } {
    return this.#ports;
  }

  static async start(): Promise<Proxy> {
    const stubs = await Promise.all([stub("pages"), stub("events")]);
    const [pages, events] = stubs.map((server) => `127.0.0.1:${(server.address() as AddressInfo).port}`);
    const [http, https, health] = [await freePort(), await freePort(), await freePort()];
    const folder = mkdtempSync(join(tmpdir(), "ipai-proxy-"));
    const env = {
      PATH: process.env["PATH"],
      HOME: folder,
      XDG_DATA_HOME: folder,
      XDG_CONFIG_HOME: folder,
      ODOO_DOMAIN: "localhost",
      ACME_EMAIL: "operations@localhost",
      ODOO_PAGES: pages,
      ODOO_EVENTS: events,
      PROXY_HTTP_PORT: String(http),
      PROXY_HTTPS_PORT: String(https),
      PROXY_HEALTH_PORT: String(health),
    };
    const caddy = spawn("caddy", ["run", "--config", CADDYFILE, "--adapter", "caddyfile"], { env, stdio: "ignore" });
    const proxy = new Proxy(caddy, stubs, folder, { http, https });
    await proxy.#answers(health);
    return proxy;
  }

  async #answers(health: number): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      const ready = await ask(httpRequest({ host: "127.0.0.1", port: health, path: "/healthy" })).catch(() => null);
      const served = ready?.status === 200 && (await this.get({ path: "/" }).catch(() => null));
      if (served) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    this.stop();
    throw new Error("caddy did not start within 10 s");
  }

  get({ path, method = "GET", headers = {}, body }: Asked): Promise<Answer> {
    const options = { host: "localhost", port: this.#ports.https, path, method, headers, rejectUnauthorized: false };
    return ask(httpsRequest({ ...options, servername: "localhost" }), body);
  }

  plain(path: string): Promise<Answer> {
    return ask(httpRequest({ host: "localhost", port: this.#ports.http, path }));
  }

  stop(): void {
    this.#caddy.kill();
    for (const server of this.#stubs) server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function stub(name: string): Promise<Server> {
  const server = createServer((request, response) => {
    let size = 0;
    request.on("data", (chunk: Buffer) => (size += chunk.length));
    request.on("end", () => {
      response.setHeader("Server", "Werkzeug/2.2.2");
      if (request.url?.startsWith("/web/login")) {
        response.setHeader("Content-Security-Policy", "frame-ancestors 'self'");
        response.setHeader("Set-Cookie", ["session_id=s; HttpOnly; Path=/", "tz=Asia/Manila"]);
      }
      if (request.url?.startsWith("/web/content")) response.setHeader("Content-Security-Policy", "default-src 'none'");
      response.end(JSON.stringify({ name, path: request.url, headers: request.headers, size }));
    });
  });
  server.on("upgrade", (_, socket) => {
    socket.end(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Stub: ${name}\r\n\r\n`,
    );
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function ask(request: ReturnType<typeof httpRequest>, body?: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.on("error", reject);
    request.on("upgrade", ({ statusCode, headers }, socket) => {
      socket.destroy();
      resolve({ status: statusCode ?? 0, headers, body: "" });
    });
    request.on("response", (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    request.end(body);
  });
}
