import { SYSTEM } from "../access/act.ts";
import type { Stage } from "../access/matrix.ts";
import { record } from "../state/events.ts";
import type { State } from "../state/state.ts";
import { addJob, type BuildKind, type BuildRequest } from "./enqueue.ts";

export type Colour = "green" | "yellow" | "red";

export interface Build {
  readonly id: number;
  readonly project: number;
  readonly branch: number;
  readonly stage: Stage;
  readonly commit: string;
  readonly kind: BuildKind;
  readonly request: BuildRequest;
  readonly state: "queued" | "running" | "ended" | "removed";
  readonly colour: Colour | null;
  /** How often a builder took it up; more than 1 where one was killed. */
  readonly attempt: number;
  readonly host: string | null;
  readonly database: string | null;
  readonly result: BuildResult | Record<string, never>;
  readonly queued: Date;
  readonly started: Date | null;
  readonly ended: Date | null;
  readonly expires: Date | null;
}

export interface Finding {
  readonly source: "install" | "tests" | "check" | "build";
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly advice: string;
  readonly at?: string;
}

export interface BuildResult {
  readonly modules: readonly string[];
  readonly tested: readonly string[];
  readonly tests: { readonly ran: number; readonly failed: number };
  readonly findings: readonly Finding[];
  readonly revision: string;
  /** Stages of the database's template that were there, and that were built. */
  readonly template: { readonly cached: number; readonly built: number };
  readonly seconds: number;
}

const target = ({ project, branch, id }: Build) => ({ project, branch, build: id });

/** Takes a build up: the next attempt at it; null where it has ended or was removed since it was queued. */
export function claimBuild(state: State, id: number, host: string): Promise<Build | null> {
  return state.transaction(async (tx) => {
    const { rows } = await tx.query<Build>(
      `UPDATE builds SET state = 'running', attempt = attempt + 1, host = $2, started = now()
        WHERE id = $1 AND state IN ('queued', 'running') RETURNING *`,
      [id, host],
    );
    if (!rows[0]) return null;
    const becomes = { state: "running", attempt: rows[0].attempt, colour: null, host };
    await record(tx, SYSTEM.login, "build.started", "done", target(rows[0]), { becomes });
    await addJob(tx, "status", { build: id }, { key: `status:${id}` });
    return rows[0];
  });
}

/**
 * Ends a build. False where another builder has taken it up since: a builder that was only slow does not overwrite
 * what its successor found.
 */
export function endBuild(
  state: State,
  build: Build,
  colour: Colour,
  result: BuildResult,
  database: string | null,
  hours: number | null,
): Promise<boolean> {
  return state.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE builds SET state = 'ended', colour = $3, result = $4, database = $5, ended = now(),
              expires = now() + make_interval(secs => $6)
        WHERE id = $1 AND attempt = $2 AND state = 'running'`,
      [build.id, build.attempt, colour, result, database, hours === null ? null : hours * 3600],
    );
    if (!rowCount) return false;
    const becomes = { state: "ended", attempt: build.attempt, colour, host: build.host };
    await record(tx, SYSTEM.login, "build.ended", "done", target(build), { colour, becomes });
    await addJob(tx, "status", { build: build.id }, { key: `status:${build.id}` });
    return true;
  });
}

/** Says that what a build left (database, room, files) is gone. */
export function markRemoved(state: State, build: Build): Promise<void> {
  return state.transaction(async (tx) => {
    const { rowCount } = await tx.query("UPDATE builds SET state = 'removed' WHERE id = $1 AND state <> 'removed'", [
      build.id,
    ]);
    if (rowCount) await record(tx, SYSTEM.login, "build.removed", "done", target(build), {});
  });
}

/** A build by number. */
export async function findBuild(state: State, id: number): Promise<Build | null> {
  return (await state.query<Build>("SELECT * FROM builds WHERE id = $1", [id])).rows[0] ?? null;
}

/** Builds whose time has come: expired, or of a branch that is no more. */
export async function expiredBuilds(state: State, host: string): Promise<Build[]> {
  const { rows } = await state.query<Build>(
    "SELECT * FROM builds WHERE expires < now() AND (state = 'ended' AND host = $1 OR state = 'queued') ORDER BY id",
    [host],
  );
  return rows;
}
