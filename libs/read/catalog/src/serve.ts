import { parentPort, workerData } from "node:worker_threads";
import { type ExtractJob, runJob } from "./extract.ts";
import type { AwaitedJob } from "./repair.ts";

/** Answers extraction jobs of the main thread; called once by the entry of a worker thread. */
export function serveJobs(): void {
  if (workerData) return serveOne(workerData as AwaitedJob);
  parentPort?.on("message", (job: ExtractJob) => {
    runJob(job);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
    parentPort?.postMessage(job.modules.length);
  });
}

function serveOne({ job, done }: AwaitedJob): void {
  try {
    runJob(job);
  } finally {
    Atomics.store(done, 0, 1);
    Atomics.notify(done, 0);
  }
}
