import { createHash } from "node:crypto";
import { hostname } from "node:os";
import type { Issue } from "@ipai/core";
import type { DatabaseInfo, Databases } from "./admin.ts";
import { TEMPLATE_PREFIX, type Stage } from "./stages.ts";

/** Databases under construction; one that outlived its process is rubbish. */
const BUILD_PREFIX = "ipai_bld_";
const RUN_PREFIX = "ipai_run_";

/** This machine, so that processes are looked up only where they ran: a server may be shared. */
const HOST = createHash("sha256").update(hostname()).digest("hex").slice(0, 6);

let runs = 0;

/** Name of a database that belongs to this process and to one run. */
export function runDatabase(): string {
  runs += 1;
  return `${RUN_PREFIX}${runs}_${HOST}_${process.pid}`;
}

export interface TemplateNote {
  readonly key: string;
  readonly modules: readonly string[];
  /** Milliseconds since 1970 of the last copy taken. */
  readonly usedAt: number;
}

/** Installs `modules` into `database`; the issues say why it failed. */
export type Install = (database: string, modules: readonly string[], stage: Stage) => Promise<readonly Issue[]>;

export interface EnsureResult {
  /** Template to copy from; null when a stage could not be built. */
  readonly database: string | null;
  /** Stages that were already there, and those built now. */
  readonly cached: readonly Stage[];
  readonly built: readonly Stage[];
  readonly issues: readonly Issue[];
}

/**
 * Makes sure that the template of the last stage exists: begins at the longest cached prefix and installs what is
 * missing. Safe with parallel runs (one builds, the others wait for it) and after a kill (a template gets its name
 * only when it is complete).
 */
export async function ensureTemplate(
  databases: Databases,
  stages: readonly Stage[],
  install: Install,
): Promise<EnsureResult> {
  const existing = new Set((await databases.list(TEMPLATE_PREFIX)).map(({ name }) => name));
  let start = stages.length;
  while (start > 0 && !existing.has(stages[start - 1]!.database)) start -= 1;
  const built: Stage[] = [];
  for (const [index, stage] of stages.entries()) {
    if (index < start) continue;
    const issues = await withAdvisoryLock(databases, stage.key, async () => {
      if (await exists(databases, stage.database)) return [];
      const found = await build(databases, stage, stages[index - 1]?.database, install);
      if (!found.length) built.push(stage);
      return found;
    });
    if (issues.length) return { database: null, cached: stages.slice(0, start), built, issues };
  }
  const last = stages.at(-1);
  if (last) await touch(databases, last);
  return { database: last?.database ?? null, cached: stages.slice(0, start), built, issues: [] };
}

async function build(
  databases: Databases,
  stage: Stage,
  from: string | undefined,
  install: Install,
): Promise<readonly Issue[]> {
  const scratch = `${BUILD_PREFIX}${stage.key}_${HOST}_${process.pid}`;
  await databases.drop(scratch);
  await databases.create(scratch, from);
  const issues = (await install(scratch, stage.install, stage)).filter(({ severity }) => severity === "error");
  if (issues.length) {
    await databases.drop(scratch);
    return issues;
  }
  await databases.comment(scratch, note(stage));
  await databases.rename(scratch, stage.database);
  return [];
}

async function exists(databases: Databases, name: string): Promise<boolean> {
  return (await databases.list(name)).some((database) => database.name === name);
}

function note(stage: Stage): string {
  const text: TemplateNote = { key: stage.key, modules: stage.holds, usedAt: Date.now() };
  return JSON.stringify(text);
}

async function touch(databases: Databases, stage: Stage): Promise<void> {
  await databases.comment(stage.database, note(stage));
}

/** Session-level lock of PostgreSQL: it ends with the connection, so a killed process never blocks another. */
async function withAdvisoryLock<T>(databases: Databases, key: string, work: () => Promise<T>): Promise<T> {
  const id = createHash("sha256").update(key).digest().readBigInt64BE().toString();
  return databases.connect("postgres", async (client) => {
    await client.query("SELECT pg_advisory_lock($1)", [id]);
    return work();
  });
}

/** Reads the note of a template; null for a database that is none of ours. */
export function readNote(database: DatabaseInfo): TemplateNote | null {
  try {
    return JSON.parse(database.comment ?? "") as TemplateNote;
  } catch {
    return null;
  }
}

/**
 * Drops what nobody needs: builds and runs whose process is gone, then the least recently used templates until the
 * rest fits into `maxBytes`. Returns the names that were dropped.
 */
export async function collectGarbage(databases: Databases, maxBytes: number): Promise<string[]> {
  const dropped: string[] = [];
  const drop = async (name: string) => {
    await databases.drop(name);
    dropped.push(name);
  };
  for (const prefix of [BUILD_PREFIX, RUN_PREFIX]) {
    for (const { name } of await databases.list(prefix)) if (!ownerLives(name)) await drop(name);
  }
  const templates = (await databases.list(TEMPLATE_PREFIX)).map((database) => ({
    database,
    usedAt: readNote(database)?.usedAt ?? 0,
  }));
  let total = templates.reduce((sum, { database }) => sum + database.bytes, 0);
  for (const { database } of templates.sort((a, b) => a.usedAt - b.usedAt)) {
    if (total <= maxBytes) break;
    await drop(database.name);
    total -= database.bytes;
  }
  return dropped;
}

/** Builds and runs end with the machine and process of their owner; what another machine runs is not ours to judge. */
function ownerLives(name: string): boolean {
  const [, host, pid] = /_([0-9a-f]{6})_(\d+)$/.exec(name) ?? [];
  if (host !== HOST) return true;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
