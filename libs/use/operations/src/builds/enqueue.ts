import { record } from "../state/events.ts";
import type { Queryable } from "../state/state.ts";
import type { Stage } from "../access/matrix.ts";

export type BuildKind = "new" | "update";

export interface BuildRequest {
  /** Head of the branch before; what changed since then is what is tested where `affected` is asked. */
  readonly before: string | null;
  /** Every test, whatever the change affects. */
  readonly all?: boolean;
}

interface JobOptions {
  /** Jobs of one queue run one after the other. */
  readonly queue?: string;
  /** A waiting job with this key is replaced. */
  readonly key?: string;
  /** Lower comes first. */
  readonly priority?: number;
}

/** Adds a job in a transaction: it exists exactly when what asked for it was committed. */
export async function addJob(tx: Queryable, task: string, payload: object, options: JobOptions = {}): Promise<void> {
  await tx.query(
    `SELECT graphile_worker.add_job($1::text, $2::json, queue_name := $3::text, job_key := $4::text,
                                    priority := $5::int, max_attempts := 25)`,
    [task, JSON.stringify(payload), options.queue ?? null, options.key ?? null, options.priority ?? 0],
  );
}

/**
 * Queues a build of a branch's head. Whoever has much waiting waits longer: each build stands behind as many as its
 * branch and its project have waiting already, so that ten pushes to one branch do not hold up another team's first.
 */
export async function enqueueBuild(
  tx: Queryable,
  actor: string,
  branch: { readonly id: number; readonly project: number; readonly stage: Stage; readonly head: string },
  kind: BuildKind,
  request: BuildRequest,
): Promise<number> {
  const { rows: waiting } = await tx.query<{ branch: number; project: number }>(
    `SELECT count(*) FILTER (WHERE branch = $1)::int AS branch, count(*)::int AS project
       FROM builds WHERE project = $2 AND state = 'queued'`,
    [branch.id, branch.project],
  );
  const { rows } = await tx.query<{ id: number }>(
    `INSERT INTO builds (project, branch, stage, commit, kind, request) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
    [branch.project, branch.id, branch.stage, branch.head, kind, request],
  );
  const { id } = rows[0]!;
  const target = { project: branch.project, branch: branch.id, build: id };
  const becomes = { state: "queued", attempt: 0, colour: null, host: null };
  await record(tx, actor, "build.queued", "done", target, { kind, commit: branch.head, becomes });
  const urgent = branch.stage === "production" ? -1000 : 0;
  const priority = urgent + 100 * waiting[0]!.branch + waiting[0]!.project;
  await addJob(tx, "build", { build: id }, { queue: `branch:${branch.id}`, priority });
  await addJob(tx, "status", { build: id }, { key: `status:${id}` });
  return id;
}
