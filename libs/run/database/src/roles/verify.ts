import type { Issue } from "@ipai/core";
import { ServerUnavailable, withClient, type ServerAddress } from "@ipai/postgres";
import { DatabaseError, type Client } from "pg";
import { judgeServer } from "../init/judge-server.ts";
import { readInside, readServer } from "../init/state.ts";
import type { Stage } from "../stage/stage.ts";
import {
  ALONE,
  APP_ALONE_ON_POSTGRES,
  AS_APP_ON_POSTGRES,
  asApp,
  asReporting,
  MAKE_PROBE,
  ON_NEW_TABLE,
  type Attempt,
  type Scene,
} from "./attempts.ts";
import { judgeAttempt, judgeInside, judgeRoles, type Tried } from "./judge.ts";

export interface RolesReport {
  readonly tried: readonly Tried[];
  readonly issues: readonly Issue[];
}

export interface VerifyOptions {
  readonly passwords: ReadonlyMap<string, string>;
  readonly onTried?: (tried: Tried) => void;
}

/**
 * Tries, as each role of each stage, what it must not do and what it must be able to do. Everything is rolled back or
 * cannot succeed; nothing is left behind. Besides, every table there is must be readable, and not writable, for the
 * reporting role. Without a superuser nothing is tried. Throws `ServerUnavailable` where a role cannot log in, since nothing was tried then.
 */
export async function verifyRoles(
  admin: ServerAddress,
  stages: readonly Stage[],
  options: VerifyOptions,
): Promise<RolesReport> {
  const unable = judgeServer(await withClient(admin, "postgres", readServer));
  if (unable.length) return { tried: [], issues: unable };
  const tried: Tried[] = [];
  const issues: Issue[] = [];
  for (const stage of stages)
    await withClient(admin, stage.database, async (client) => {
      const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      const others = stages.filter((other) => other !== stage);
      const scene = { stage, others, admin: admin.user, adminPid: rows[0]!.pid };
      const note = (role: string) => (attempt: Pick<Attempt, "does" | "must">, sqlstate: string | null) => {
        const one = judgeAttempt(stage, role, attempt, sqlstate);
        tried.push(one.tried);
        issues.push(...one.issues);
        options.onTried?.(one.tried);
      };
      await tryStage(admin, client, scene, options.passwords, note);
      issues.push(...judgeRoles(stage, await readServer(client)));
      issues.push(...judgeInside(stage, await readInside(client, stage.app, stage.reporting)));
    });
  return { tried, issues };
}

type Note = (attempt: Pick<Attempt, "does" | "must">, sqlstate: string | null) => void;

async function tryStage(
  admin: ServerAddress,
  client: Client,
  scene: Scene,
  passwords: ReadonlyMap<string, string>,
  note: (role: string) => Note,
): Promise<void> {
  const { app, reporting, database } = scene.stage;
  const login = (role: string) => ({ ...admin, user: role, password: passwords.get(role) ?? "" });
  await asRole(login(app), database, note(app), asApp(scene), ALONE);
  await asRole(login(app), "postgres", note(app), AS_APP_ON_POSTGRES, APP_ALONE_ON_POSTGRES);
  await asRole(login(reporting), database, note(reporting), asReporting(scene), ALONE);
  await onNewTable(client, scene.stage, note(reporting));
  for (const role of [app, reporting]) {
    const wrong = { ...login(role), password: "not the password" };
    note(role)({ does: "log in with a wrong password", must: "refuse" }, await tryLogin(wrong, database));
    for (const other of scene.others)
      note(role)(
        { does: `connect to ${other.name}'s database`, must: "refuse" },
        await tryLogin(login(role), other.database),
      );
  }
}

async function asRole(
  address: ServerAddress,
  database: string,
  note: Note,
  inside: readonly Attempt[],
  alone: readonly Attempt[],
): Promise<void> {
  const connect = { does: `connect to ${database}`, must: "allow" } as const;
  await withClient(address, database, async (client) => {
    note(connect, null);
    await rolledBack(client, () => tryEach(client, note, inside));
    for (const attempt of alone) note(attempt, await sqlstateOf(client, attempt.sql));
  }).catch((error: unknown) => {
    if (!(error instanceof ServerUnavailable)) throw error;
    if (error.code === "42501") return note(connect, error.code);
    const advice = `give the password of ${address.user} that \`ipai db init\` set, and run \`ipai db init\` where it never ran`;
    throw new ServerUnavailable(error.message, advice, error.code);
  });
}

/** The table must be new, the app role's, and gone afterwards: one transaction that changes who it is. */
async function onNewTable(client: Client, { app, reporting }: Stage, note: Note): Promise<void> {
  await rolledBack(client, async () => {
    await client.query(`SET LOCAL SESSION AUTHORIZATION ${client.escapeIdentifier(app)}; ${MAKE_PROBE}`);
    await client.query(`SET LOCAL SESSION AUTHORIZATION ${client.escapeIdentifier(reporting)}`);
    await tryEach(client, note, ON_NEW_TABLE);
  });
}

async function rolledBack(client: Client, work: () => Promise<void>): Promise<void> {
  await client.query("BEGIN; SET LOCAL lock_timeout = '2s'; SET LOCAL statement_timeout = '20s'");
  try {
    await work();
  } finally {
    await client.query("ROLLBACK");
  }
}

async function tryEach(client: Client, note: Note, attempts: readonly Attempt[]): Promise<void> {
  for (const attempt of attempts) {
    await client.query("SAVEPOINT attempt");
    note(attempt, await sqlstateOf(client, attempt.sql));
    await client.query("ROLLBACK TO SAVEPOINT attempt");
  }
}

async function sqlstateOf(client: Client, sql: string): Promise<string | null> {
  try {
    await client.query(sql);
    return null;
  } catch (error) {
    if (error instanceof DatabaseError && error.code) return error.code;
    throw error;
  }
}

async function tryLogin(address: ServerAddress, database: string): Promise<string | null> {
  try {
    await withClient(address, database, (client) => client.query("SELECT 1"));
    return null;
  } catch (error) {
    if (error instanceof ServerUnavailable && /^[0-9A-Z]{5}$/.test(error.code)) return error.code;
    throw error;
  }
}
