import type { Queryable } from "./state.ts";

/** What an action is about. */
export interface Target {
  readonly project?: number | undefined;
  readonly branch?: number | undefined;
  readonly build?: number | undefined;
}

export interface Event extends Target {
  readonly id: number;
  readonly at: Date;
  /** A login, `system`, `anonymous`, `webhook` or `git:<login>`. */
  readonly actor: string;
  readonly action: string;
  readonly outcome: "done" | "refused" | "failed";
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Adds an event; in the transaction of what it tells, so that the two cannot part. */
export async function record(
  on: Queryable,
  actor: string,
  action: string,
  outcome: Event["outcome"],
  target: Target,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await on.query(
    "INSERT INTO events (actor, action, outcome, project, branch, build, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    [actor, action, outcome, target.project ?? null, target.branch ?? null, target.build ?? null, detail],
  );
}

/** Events of a project, newest first; `before` pages on. */
export async function listEvents(on: Queryable, project: number, limit = 50, before?: number): Promise<Event[]> {
  const { rows } = await on.query<Event>(
    `SELECT id::int, at, actor, action, outcome, project, branch, build, detail FROM events
      WHERE project = $1 AND ($3::bigint IS NULL OR id < $3) ORDER BY events.id DESC LIMIT $2`,
    [project, limit, before ?? null],
  );
  return rows;
}
