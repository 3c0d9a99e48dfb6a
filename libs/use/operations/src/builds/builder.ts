import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Logger, runTaskList, type TaskList, type WorkerEvents, type WorkerPool } from "graphile-worker";
import { gitDirOf, type Project } from "../stages/projects.ts";
import type { State } from "../state/state.ts";
import type { Ground } from "./ground.ts";
import { dropBuildDatabase } from "./ground.ts";
import { claimBuild, endBuild, findBuild, type Build } from "./life.ts";
import { shipLogs } from "./logs.ts";
import { beat, collect, releaseLost, type HostEntry } from "./recover.ts";
import { readOrder, type Order } from "./order.ts";
import { runBuild, type Outcome } from "./run.ts";
import { removeRoom } from "./rooms.ts";

export interface BuilderOptions extends Pick<Order, "mayFetch" | "examine"> {
  /** Builds at the same time. */
  readonly capacity: number;
  readonly costPerHour: number;
  /** How builds are made. */
  readonly build?: (ground: Ground, order: Order) => Promise<Outcome>;
  /** Told what goes wrong outside of builds. */
  readonly say: (text: string) => void;
  /** Other tasks of the queue that this builder does. */
  readonly tasks?: TaskList;
}

export interface Builder {
  /** Ends when the jobs at hand have. */
  stop(): Promise<void>;
}

const BEAT_MS = 3000;
const SHIP_MS = 400;
const COLLECT_MS = 30_000;

/**
 * Works off the queue on this machine until it is stopped. Any number of builders may share one state; where one
 * dies, its jobs are taken up by the others, or by itself when it is back.
 */
export async function startBuilder(state: State, ground: Ground, options: BuilderOptions): Promise<Builder> {
  const host: HostEntry = {
    name: ground.name,
    kind: ground.rooms.kind,
    capacity: options.capacity,
    cost_per_hour: options.costPerHour,
  };
  const workers = new Set<string>();
  const atWork = new Set<number>();
  const events: WorkerEvents = new EventEmitter();
  events.on("worker:create", ({ worker }) => workers.add(worker.workerId));
  events.on("worker:stop", ({ worker }) => workers.delete(worker.workerId));
  const quietly = (work: () => Promise<unknown>) => work().catch((error: Error) => options.say(error.message));
  await beat(state, host, []);
  const timers = [
    // First say that we live: a machine that was held up must not take its own workers for dead.
    setInterval(() => void quietly(() => beat(state, host, [...workers]).then(() => releaseLost(state))), BEAT_MS),
    setInterval(() => void quietly(() => collect(state, ground)), COLLECT_MS),
  ];
  const taskList: TaskList = {
    ...options.tasks,
    build: async (payload, { job }) => {
      const { build } = payload as { build: number };
      // Freed by somebody to whom we were silent for too long, while we were at it all the time.
      if (atWork.has(build)) throw new Error(`build ${build} is being made here; this attempt (${job.attempts}) waits`);
      atWork.add(build);
      await takeBuild(state, ground, options, build).finally(() => atWork.delete(build));
    },
  };
  const logger = new Logger(() => (level, text) => void (level === "error" && options.say(text)));
  const jobs = { logger, concurrency: options.capacity, events, noHandleSignals: true, pollInterval: 500 };
  const stopping = new AbortController();
  let pool: WorkerPool | null = null;
  const supervised = (async () => {
    while (!stopping.signal.aborted) {
      await quietly(async () => {
        const lost = new Promise<void>((resolve) => events.once("pool:listen:error", () => resolve()));
        pool = runTaskList(jobs, taskList, state.pool);
        await Promise.race([pool.promise, lost]);
        // A pool whose database went away may wait for answers that never come. Its jobs are freed as those of any
        // worker that is silent; what it still ends is judged by the number of the attempt.
        if (!stopping.signal.aborted) void pool.gracefulShutdown().catch(() => {});
      });
      workers.clear();
      if (!stopping.signal.aborted) await sleep(500);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await Promise.resolve(pool?.gracefulShutdown()).catch(() => {});
      await supervised;
      for (const timer of timers) clearInterval(timer);
    },
  };
}

async function takeBuild(state: State, ground: Ground, options: BuilderOptions, id: number): Promise<void> {
  const earlier = await findBuild(state, id);
  // What an attempt that was killed had said is not lost with it.
  for (let attempt = 1; attempt <= (earlier?.attempt ?? 0); attempt += 1)
    await shipLogs(state, ground.dataDir, id, attempt);
  const build = await claimBuild(state, id, ground.name);
  if (!build) return;
  const { rows } = await state.query<Project>("SELECT * FROM projects WHERE id = $1", [build.project]);
  const order = await readOrder(state, build, gitDirOf(ground.dataDir, rows[0]!), {
    mayFetch: options.mayFetch,
    examine: options.examine,
  });
  const follower = followLogs(state, ground, build);
  let outcome: Outcome;
  try {
    outcome = await (options.build ?? runBuild)(ground, order);
  } finally {
    await follower.end();
  }
  await shipLogs(state, ground.dataDir, id, build.attempt);
  const hours = build.stage === "development" ? order.settings.hours_to_live : null;
  const ended = await endBuild(state, build, outcome.colour, outcome.result, outcome.database, hours);
  if (ended) await retireOlder(state, build);
  if (!ended || !outcome.room) await removeUnlessServed(state, ground, build, ended);
}

/** Ships logs while a build goes on, one shipment after the other: two at once would leave gaps. */
function followLogs(state: State, { dataDir }: Ground, { id, attempt }: Build): { end(): Promise<void> } {
  const over = new AbortController();
  const following = (async () => {
    while (!over.signal.aborted) {
      await shipLogs(state, dataDir, id, attempt).catch(() => {});
      await sleep(SHIP_MS);
    }
  })();
  return { end: () => (over.abort(), following) };
}

/** A branch of staging or development has one database that people work in: the newest; older ones may go. */
async function retireOlder(state: State, build: Build): Promise<void> {
  await state.query(
    `UPDATE builds SET expires = least(expires, now() + interval '1 hour')
      WHERE branch = $1 AND id < $2 AND state = 'ended' AND stage = $3`,
    [build.branch, build.id, build.stage],
  );
}

async function removeUnlessServed(state: State, ground: Ground, build: Build, ended: boolean): Promise<void> {
  const now = await findBuild(state, build.id);
  if (!ended && now?.state === "running" && now.host === ground.name) return;
  await removeRoom(ground, build.id);
  if (!ended) await dropBuildDatabase(ground, `b${build.id}`, `b${build.id}`);
}
