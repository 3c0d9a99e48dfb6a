import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hashPassword, onTarget, type Login, type Target, type TryLogin } from "@ipai/backup";
import type { OdooProgram } from "@ipai/odoo";
import { freePort } from "@ipai/postgres";
import { addonsOnDisk, cacheFolder } from "@ipai/workspace";

type SourceOdoo = Extract<OdooProgram, { kind: "source" }>;
const START_SECONDS = 180;

/**
 * The login of a drill at a real Odoo: neutralises the restored copy (no mail, no crons, no payments), gives the user
 * a throw-away password in it, starts Odoo on it and logs in by HTTP.
 */
export function httpLogin(program: SourceOdoo, root: string): TryLogin {
  return async (target, user) => {
    const folder = mkdtempSync(join(tmpdir(), "ipai-drill-"));
    try {
      mkdirSync(join(folder, "data/filestore"), { recursive: true });
      symlinkSync(target.filestore, join(folder, "data/filestore", target.database));
      return await logIn(program, root, target, user, folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

async function logIn(program: SourceOdoo, root: string, target: Target, user: string, folder: string): Promise<Login> {
  const password = randomBytes(12).toString("base64url");
  const none = (seen: string): Login => ({ how: "http", user, ok: false, seen });
  const options = serverOptions(program, root, target, join(folder, "data"));
  const env = { ...process.env, PGPASSWORD: target.server.password ?? "", PYTHONDONTWRITEBYTECODE: "1" };
  const neutralised = spawnSync(program.python, [join(program.folder, "odoo-bin"), "neutralize", ...options], {
    env,
    encoding: "utf8",
  });
  if (neutralised.status !== 0) return none(`odoo-bin neutralize ended with ${neutralised.status}`);
  if (!(await givePassword(target, user, password))) return none("the copy has no such active user");
  const port = await freePort();
  const http = [`--http-port=${port}`, "--http-interface=127.0.0.1", "--max-cron-threads=0", "--no-database-list"];
  const log = openSync(join(folder, "odoo.log"), "w");
  const odoo = spawn(program.python, [join(program.folder, "odoo-bin"), "server", ...options, ...http], {
    env,
    stdio: ["ignore", log, log],
    detached: true,
  });
  try {
    const uid = await authenticate(`http://127.0.0.1:${port}`, target.database, user, password);
    return uid ? { how: "http", user, ok: true, seen: `a session of user ${uid}` } : none("Odoo gave no session");
  } finally {
    process.kill(-odoo.pid!, "SIGKILL");
  }
}

function serverOptions(program: SourceOdoo, root: string, { server, database }: Target, dataDir: string): string[] {
  const own = addonsOnDisk(root, cacheFolder(root)).path;
  return [
    `--database=${database}`,
    `--addons-path=${[...own, join(program.folder, "addons")].join(",")}`,
    `--data-dir=${dataDir}`,
    `--db_host=${server.host}`,
    `--db_port=${server.port}`,
    `--db_user=${server.user}`,
  ];
}

async function givePassword(target: Target, user: string, password: string): Promise<boolean> {
  const { rowCount } = await onTarget(target, target.database, (client) =>
    client.query("UPDATE res_users SET password = $2 WHERE login = $1 AND active", [
      user,
      hashPassword(password, randomBytes(16)),
    ]),
  );
  return rowCount === 1;
}

/** The user's id in a session that Odoo gives, or null; waits for Odoo to come up. */
async function authenticate(url: string, db: string, login: string, password: string): Promise<number | null> {
  for (let waited = 0; waited < START_SECONDS; waited += 1) {
    const up = await fetch(`${url}/web/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) break;
    await sleep(1000);
  }
  const response = await fetch(`${url}/web/session/authenticate`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", method: "call", params: { db, login, password } }),
  });
  const { result } = (await response.json()) as { result?: { uid?: number } };
  return result?.uid ?? null;
}
