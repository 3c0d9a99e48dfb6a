import { makeWorkerUtils } from "graphile-worker";
import type { State } from "../state/state.ts";
import { databasesOf, dropBuildDatabase, type Ground } from "./ground.ts";
import { expiredBuilds, markRemoved, type Build } from "./life.ts";
import { removeRoom } from "./rooms.ts";

/** A worker that said nothing for so long is dead, and what it held is taken up by another. */
const SILENT_SECONDS = 20;

export interface HostEntry {
  readonly name: string;
  readonly kind: string;
  readonly capacity: number;
  readonly cost_per_hour: number;
}

/** Says that a builder and its workers live. */
export async function beat(state: State, host: HostEntry, workers: readonly string[]): Promise<void> {
  await state.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO hosts (name, kind, capacity, cost_per_hour) VALUES ($1, $2, $3, $4)
         ON CONFLICT (name) DO UPDATE SET kind = $2, cost_per_hour = $4, heartbeat = now()`,
      [host.name, host.kind, host.capacity, host.cost_per_hour],
    );
    await tx.query("DELETE FROM workers WHERE host = $1 AND NOT id = ANY($2)", [host.name, workers]);
    await tx.query(
      `INSERT INTO workers (id, host) SELECT unnest($2::text[]), $1
         ON CONFLICT (id) DO UPDATE SET heartbeat = now()`,
      [host.name, workers],
    );
  });
}

/** Frees the jobs and queues of workers that are dead; how many workers that were. Any console or builder may do it. */
export async function releaseLost(state: State, silentSeconds = SILENT_SECONDS): Promise<number> {
  const { rows } = await state.query<{ id: string }>(
    `SELECT DISTINCT held.id FROM (
        SELECT locked_by AS id, locked_at FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL
        UNION SELECT locked_by, locked_at FROM graphile_worker._private_job_queues WHERE locked_by IS NOT NULL) held
      WHERE held.locked_at < now() - make_interval(secs => $1)
        AND NOT EXISTS (SELECT 1 FROM workers w WHERE w.id = held.id AND w.heartbeat > now() - make_interval(secs => $1))`,
    [silentSeconds],
  );
  if (!rows.length) return 0;
  const jobs = await makeWorkerUtils({ pgPool: state.pool });
  await jobs.forceUnlockWorkers(rows.map(({ id }) => id));
  await jobs.release();
  return rows.length;
}

/** Removes builds whose time has come from their builder, and rooms and databases that no build owns. */
export async function collect(state: State, ground: Ground): Promise<Build[]> {
  const expired = await expiredBuilds(state, ground.name);
  for (const build of expired) {
    await removeRoom(ground, build.id);
    if (build.database) await dropBuildDatabase(ground, build.database, `b${build.id}`);
    await markRemoved(state, build);
  }
  const { rows } = await state.query<{ id: number }>(
    "SELECT id FROM builds WHERE host = $1 AND state IN ('running', 'ended')",
    [ground.name],
  );
  const living = new Set(rows.map(({ id }) => id));
  for (const room of await ground.rooms.list()) {
    const build = Number(/^(?:build|template)-(\d+)$/.exec(room)?.[1]);
    if (build && !living.has(build)) await removeRoom(ground, build);
  }
  for (const { name } of await databasesOf(ground).list("b")) {
    const build = Number(/^b(\d+)$/.exec(name)?.[1]);
    if (build && !living.has(build)) await dropBuildDatabase(ground, name, `b${build}`);
  }
  return expired;
}
