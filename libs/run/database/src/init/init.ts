import type { Issue } from "@ipai/core";
import { withClient, type ServerAddress } from "@ipai/postgres";
import type { Client } from "pg";
import { judgePassword } from "../stage/password.ts";
import type { Stage, StageName } from "../stage/stage.ts";
import { EXTENSIONS, planInside } from "./plan-inside.ts";
import { planServer } from "./plan-server.ts";
import { readInside, readServer, type ServerState } from "./state.ts";
import { judgeServer } from "./judge-server.ts";
import type { Step } from "./step.ts";

export interface InitItem extends Omit<Step, "sql"> {
  /** The stage whose database it is in; null for what belongs to the server. */
  readonly stage: StageName | null;
}

export interface InitReport {
  readonly items: readonly InitItem[];
  /** Errors: nothing was done. */
  readonly issues: readonly Issue[];
}

export interface InitOptions {
  /** By role. */
  readonly passwords: ReadonlyMap<string, string>;
  /** Told of each item once it is as it must be. */
  readonly onItem?: (item: InitItem) => void;
}

/** Any two runs on one server wait for each other. */
const LOCK = 4_703_281;

/**
 * Brings roles, databases, extensions and rights of the stages to where they must be, and says per item what it did.
 * A second run changes nothing; a killed run is completed by the next. Needs a superuser.
 */
export async function initDatabases(
  admin: ServerAddress,
  stages: readonly Stage[],
  { passwords, onItem = () => {} }: InitOptions,
): Promise<InitReport> {
  return withClient(admin, "postgres", async (client) => {
    await keepOutOfLogs(client);
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    const before = await readServer(client);
    const issues = [
      ...judgeServer(before),
      ...(await missingExtensions(client)),
      ...judgePasswords(stages, before, passwords),
    ];
    if (issues.length) return { items: [], issues };
    const items: InitItem[] = [];
    const done = (stage: StageName | null) => (step: Step) => {
      const item = { stage, item: step.item, outcome: step.outcome, detail: step.detail };
      items.push(item);
      onItem(item);
    };
    await apply(client, planServer(stages, before, passwords), done(null));
    const server = await readServer(client);
    for (const stage of stages)
      await withClient(admin, stage.database, async (inside) => {
        await keepOutOfLogs(inside);
        const state = await readInside(inside, stage.app, stage.reporting);
        await apply(inside, planInside(stage, server, state), done(stage.name));
      });
    return { items, issues: [] };
  });
}

/** A verifier is no password, but a server's log is no place for it either. */
async function keepOutOfLogs(client: Client): Promise<void> {
  const { rows } = await client.query<{ superuser: string }>("SELECT current_setting('is_superuser') AS superuser");
  if (rows[0]!.superuser === "on") await client.query("SET log_statement = none; SET log_min_error_statement = panic");
}

/** Statements one by one: each is whole by itself, and CREATE DATABASE cannot be part of a transaction. */
async function apply(client: Client, steps: readonly Step[], done: (step: Step) => void): Promise<void> {
  for (const step of steps) {
    for (const sql of step.sql) await client.query(sql);
    done(step);
  }
}

async function missingExtensions(client: Client): Promise<Issue[]> {
  const { rows } = await client.query<{ name: string }>("SELECT name::text FROM pg_available_extensions");
  const available = new Set(rows.map(({ name }) => name));
  return EXTENSIONS.filter((name) => !available.has(name)).map((name) => ({
    code: "extension-unavailable",
    severity: "error",
    message: `the server has no extension ${name}`,
    advice: "install PostgreSQL's contrib modules on the server: apt-get install postgresql-contrib",
  }));
}

function judgePasswords(stages: readonly Stage[], state: ServerState, passwords: ReadonlyMap<string, string>): Issue[] {
  return stages
    .flatMap(({ app, reporting }) => [app, reporting])
    .flatMap((role) => {
      const password = passwords.get(role);
      if (password !== undefined) return judgePassword(role, password, passwords) ?? [];
      const verifier = state.roles.find(({ name }) => name === role)?.verifier;
      if (!state.superuser || verifier?.startsWith("SCRAM-SHA-256$")) return [];
      return {
        code: "password-missing",
        severity: "error" as const,
        message: verifier ? `${role} has an md5 password and no new one is given` : `there is no password for ${role}`,
        advice: `write one to the file ${role} in the folder of --passwords, or to ${passwordVariable(role)}`,
      };
    });
}

/** The environment variable of a role's password: `ODOO_APP_PASSWORD`. */
export function passwordVariable(role: string): string {
  return `${role.toUpperCase()}_PASSWORD`;
}
