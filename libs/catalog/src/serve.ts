import { parentPort } from "node:worker_threads";
import { type ExtractJob, runJob } from "./extract.ts";

/** Answers extraction jobs of the main thread; called once by the entry of a worker thread. */
export function serveJobs(): void {
  parentPort?.on("message", (job: ExtractJob) => {
    runJob(job);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
    parentPort?.postMessage(job.modules.length);
  });
}
