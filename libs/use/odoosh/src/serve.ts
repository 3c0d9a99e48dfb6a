import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { odooRun, runOdoo } from "@ipai/odoo";
import { freePort } from "@ipai/postgres";
import type { Ground } from "./ground.ts";

/** A running Odoo, as a browser reaches it. */
export interface Served {
  readonly url: string;
  /** Requests with the session of a user. */
  login(user: string, password: string): Promise<(path: string) => Promise<Response>>;
}

/** Serves a database while `work` goes on, then ends Odoo. */
export async function serve<T>(
  ground: Ground,
  database: string,
  args: readonly string[],
  work: (served: Served) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  const pidFile = join(ground.folder, `${port}.pid`);
  const logPath = join(ground.folder, `${port}.log`);
  const server = [`--http-port=${port}`, `--pidfile=${pidFile}`, `--db-filter=^${database}$`];
  const ended = runOdoo(odooRun(ground.bench, database, [...server, ...args], logPath));
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilHealthy(url, logPath);
    return await work({ url, login: (user, password) => login(url, database, user, password) });
  } finally {
    if (existsSync(pidFile)) process.kill(Number(readFileSync(pidFile, "utf8")), "SIGTERM");
    await ended;
  }
}

async function untilHealthy(url: string, logPath: string): Promise<void> {
  for (let tries = 0; tries < 240; tries += 1) {
    const response = await fetch(`${url}/web/health`).catch(() => null);
    if (response?.ok) return;
    await sleep(500);
  }
  throw new Error(`Odoo does not answer:\n${readFileSync(logPath, "utf8")}`);
}

async function login(url: string, db: string, user: string, password: string) {
  const response = await fetch(`${url}/web/session/authenticate`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", params: { db, login: user, password } }),
  });
  const cookie = response.headers.getSetCookie().map((it) => it.split(";")[0]!);
  if (!response.ok || !cookie.length) throw new Error(`${user} cannot log in: ${await response.text()}`);
  return (path: string) => fetch(url + path, { headers: { cookie: cookie.join("; ") } });
}
