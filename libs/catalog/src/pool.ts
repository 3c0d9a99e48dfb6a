import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { ExtractJob } from "./extract.ts";
import { newPack } from "./store/fact-store.ts";

type Work = Omit<ExtractJob, "pack">;

/** Fewer modules than this are read sooner than a thread starts. */
const FEW_MODULES = 24;
/** Jobs a thread gets one after the other: enough that all end together, few enough that git starts seldom. */
const JOBS_PER_THREAD = 3;

export interface PoolOptions {
  /** Folder of the fact store. */
  readonly store: string;
  /** Entry of a thread that calls `serveJobs`; without one all work is done here. */
  readonly worker?: URL;
  readonly onProgress?: (modules: number) => void;
}

/** Extracts modules on all cores; every thread reads its share of the bytes and writes its own pack. */
export async function extractAll(work: readonly Work[], options: PoolOptions): Promise<void> {
  const count = work.reduce((sum, { modules }) => sum + modules.length, 0);
  const threads = options.worker && count >= FEW_MODULES ? availableParallelism() : 0;
  const jobs = threads ? work.flatMap((part) => split(part, threads * JOBS_PER_THREAD)) : work;
  const queue = jobs.filter(({ modules }) => modules.length).map((job) => ({ ...job, pack: newPack(options.store) }));
  if (!threads) {
    // Loaded when there is something to parse: a run that finds all facts starts without the parsers.
    const { runJob } = await import("./extract.ts");
    for (const job of queue) {
      runJob(job);
      options.onProgress?.(job.modules.length);
    }
    return;
  }
  await Promise.all(Array.from({ length: Math.min(threads, queue.length) }, () => drain(queue, options)));
}

/** Contiguous parts of about the same number of files: neighbours in a repository share deltas. */
function split({ reader, modules }: Work, parts: number): Work[] {
  const total = modules.reduce((sum, { listing }) => sum + listing.text.length, 0);
  const shares: Work["modules"][number][][] = [[]];
  let taken = 0;
  for (const module of modules) {
    if (taken >= (total / parts) * shares.length) shares.push([]);
    shares.at(-1)!.push(module);
    taken += module.listing.text.length;
  }
  return shares.map((share) => ({ reader, modules: share }));
}

/** One thread works until the queue is empty. */
async function drain(queue: ExtractJob[], { worker, onProgress }: PoolOptions): Promise<void> {
  const thread = new Worker(worker!, { resourceLimits: { maxYoungGenerationSizeMb: 24 } });
  try {
    for (let job = queue.shift(); job; job = queue.shift()) {
      await oneJob(thread, job);
      onProgress?.(job.modules.length);
    }
  } finally {
    await thread.terminate();
  }
}

/** The thread answers every job with one message; a crash of it is an error of ours. */
function oneJob(thread: Worker, job: ExtractJob): Promise<void> {
  return new Promise((done, fail) => {
    const finish = () => {
      thread.off("error", fail);
      done();
    };
    thread.once("message", finish);
    thread.once("error", fail);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
    thread.postMessage(job);
  });
}
