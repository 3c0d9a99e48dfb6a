import { Worker } from "node:worker_threads";
import { type ModuleFolder, type Source, SourceUnavailable } from "@ipai/sources";
import type { ExtractJob } from "./extract.ts";
import type { FactPack } from "./fact-pack.ts";
import { factsKey } from "./key.ts";
import { type FactStore, newPack } from "./store/fact-store.ts";

/** Makes the facts of a module again when the bytes in the cache turn out damaged; returns their JSON. */
export type Repair = (folder: ModuleFolder, input: Source | FactPack) => Buffer;

/** A job for a thread whose end is waited for without leaving the function: `done` becomes 1. */
export interface AwaitedJob {
  readonly job: ExtractJob;
  readonly done: Int32Array;
}

const PATIENCE_MS = 120_000;

/** Damaged bytes cost time, never an answer. A thread does the work, so that parsers are loaded only then. */
export async function repairer(store: FactStore, worker: URL | undefined): Promise<Repair> {
  const run = worker ? (job: ExtractJob) => runAndWait(worker, job) : (await import("./extract.ts")).runJob;
  return (folder, input) => {
    if (!("reader" in input)) throw damaged(folder);
    const [listing] = input.list([folder]);
    run({ reader: input.reader, modules: [{ ...folder, listing: listing! }], pack: newPack(store.folder) });
    store.forget(factsKey(folder));
    store.refresh();
    const json = store.json(factsKey(folder));
    if (!json) throw damaged(folder);
    return json;
  };
}

function runAndWait(worker: URL, job: ExtractJob): void {
  const done = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(worker, { workerData: { job, done } satisfies AwaitedJob });
  Atomics.wait(done, 0, 0, PATIENCE_MS);
  void thread.terminate();
}

function damaged({ name }: ModuleFolder): SourceUnavailable {
  return new SourceUnavailable(`the cached facts of ${name} are damaged`, "remove the cache folder, then run again");
}
