import { availableParallelism } from "node:os";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import type { ExtractJob } from "./extract.ts";
import { newPack } from "./store/fact-store.ts";

type Work = Omit<ExtractJob, "pack">;

/** Fewer modules than this are read sooner than a thread starts. */
const FEW_MODULES = 24;

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
  const jobs = threads ? work.flatMap((part) => split(part, threads)) : work;
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
  compileLess();
  await Promise.all(Array.from({ length: Math.min(threads, queue.length) }, () => drain(queue, options)));
}

/**
 * Threads live for seconds, and V8's compiler takes the cores from them: it waits six times longer before it optimizes
 * a function, and inlines less into it. A cold index of 2,000 modules needs a fifth less time. The V8 of Node 24 has a
 * compiler for short lives between the two and none of these flags.
 */
function compileLess(): void {
  if (Number.parseInt(process.versions.v8, 10) > 11) return;
  setFlagsFromString("--interrupt-budget=400000");
  setFlagsFromString("--max-inlined-bytecode-size-cumulative=200");
}

/**
 * Contiguous parts, for neighbours in a repository share deltas; each is half of a thread's share of what is left, so that
 * all threads end together, and none so small that starting git for it counts.
 */
function split({ reader, modules }: Work, threads: number): Work[] {
  const sizes = modules.map(({ listing }) => listing.text.length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const parts: Work[] = [];
  let left = total;
  for (let from = 0, to = 0; from < modules.length; from = to) {
    const share = Math.max(left / (2 * threads), total / (6 * threads));
    for (let taken = 0; to < modules.length && taken < share; to++) {
      taken += sizes[to]!;
      left -= sizes[to]!;
    }
    parts.push({ reader, modules: modules.slice(from, to) });
  }
  return parts;
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
