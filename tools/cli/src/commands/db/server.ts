import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { passwordVariable, STAGE_NAMES, stagesOf, type Stage, type StageName } from "@ipai/database";
import { addressFromEnvironment, type ServerAddress } from "@ipai/postgres";
import { CannotRun } from "@ipai/workspace";
import { InvalidArgumentError } from "commander";

export const SERVER_HELP =
  "The server and its superuser come from DATABASE_URL, or PGHOST, PGPORT, PGUSER and PGPASSWORD: never from arguments.";

/** The server that the environment names. Nothing is started in its place: a database lives on a server of its own. */
export function adminServer(): ServerAddress {
  const given = addressFromEnvironment(process.env);
  if (given) return given.address;
  throw new CannotRun(
    "no PostgreSQL server is named",
    "set DATABASE_URL=postgresql://postgres@host:5432/postgres, or PGHOST",
  );
}

/** Runs `work`; what the server refuses is told with its SQLSTATE, not as a fault of this program. */
export async function onServer<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || !("severity" in error) || !("code" in error)) throw error;
    const hint =
      "hint" in error && error.hint
        ? String(error.hint)
        : "nothing that was begun is half done: run it again when it is mended";
    throw new CannotRun(`PostgreSQL: ${error.message} (${String(error.code)})`, hint);
  }
}

export interface StageFlags {
  readonly stage?: readonly StageName[];
  readonly database?: ReadonlyMap<StageName, string>;
}

/** `--stage` and `--database`, each of which may repeat. */
export function parseStage(value: string, before: readonly StageName[] = []): StageName[] {
  if (isStage(value)) return [...new Set([...before, value])];
  throw new InvalidArgumentError(`stages are ${STAGE_NAMES.join(", ")}.`);
}

export function parseDatabase(
  value: string,
  before: ReadonlyMap<StageName, string> = new Map(),
): Map<StageName, string> {
  const [, stage = "", name = ""] = /^([^=]*)=(.+)$/s.exec(value) ?? [];
  if (isStage(stage)) return new Map(before).set(stage, name);
  throw new InvalidArgumentError("write stage=name, such as production=odoo.");
}

export function chosenStages({ stage, database }: StageFlags): Stage[] {
  return stagesOf(stage?.length ? stage : STAGE_NAMES, Object.fromEntries(database ?? []));
}

function isStage(value: string): value is StageName {
  return (STAGE_NAMES as readonly string[]).includes(value);
}

/** Passwords of the stages' roles: a file named as the role in `folder`, else the role's variable. */
export function readPasswords(stages: readonly Stage[], folder: string | undefined): Map<string, string> {
  if (folder !== undefined && !existsSync(folder))
    throw new CannotRun(
      `there is no folder ${folder}`,
      "it holds a file per role, with nothing but its password: odoo_app, odoo_reporting, …",
    );
  const passwords = new Map<string, string>();
  for (const role of stages.flatMap(({ app, reporting }) => [app, reporting])) {
    const path = folder === undefined ? "" : join(folder, role);
    const password = existsSync(path)
      ? readFileSync(path, "utf8").replace(/\r?\n$/, "")
      : process.env[passwordVariable(role)];
    if (password !== undefined) passwords.set(role, password);
  }
  return passwords;
}
