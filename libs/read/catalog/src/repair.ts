import { Worker } from "node:worker_threads";
import { type ModuleFolder, type Source, SourceUnavailable } from "@ipai/sources";
import type { ExtractJob } from "./extract.ts";
import type { FactPack } from "./fact-pack.ts";
import { factsKey } from "./key.ts";
import { type FactStore, newPack } from "./store/fact-store.ts";

/** A module at its place, with the store that has, or will have, its facts. */
export interface Placed {
  readonly folder: ModuleFolder;
  readonly input: Source | FactPack;
  readonly store: FactStore;
}

/** Makes the facts of a module again when the bytes in the cache turn out damaged; returns their JSON. */
export type Repair = (place: Placed) => Buffer;

/** A job for a thread whose end is waited for without leaving the function: `done` becomes 1. */
export interface AwaitedJob {
  readonly job: ExtractJob;
  readonly done: Int32Array;
}

const PATIENCE_MS = 120_000;

/** Damaged bytes cost time, never an answer. A thread does the work, so that parsers are loaded only then. */
export async function repairer(worker: URL | undefined): Promise<Repair> {
  const run = worker ? (job: ExtractJob) => runAndWait(worker, job) : (await import("./extract.ts")).runJob;
  return ({ folder, input, store }) => {
    if ("restore" in input) input.restore();
    else run({ reader: input.reader, modules: [listed(input, folder)], pack: newPack(store.folder) });
    store.forget(factsKey(folder));
    store.refresh();
    const json = store.json(factsKey(folder));
    if (json) return json;
    throw new SourceUnavailable(
      `the cached facts of ${folder.name} are damaged`,
      "remove the cache folder, then run again",
    );
  };
}

function listed(source: Source, folder: ModuleFolder): ExtractJob["modules"][number] {
  const [listing = { text: "", base: "" }] = source.list([folder]);
  return { ...folder, listing };
}

function runAndWait(worker: URL, job: ExtractJob): void {
  const done = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(worker, { workerData: { job, done } satisfies AwaitedJob });
  Atomics.wait(done, 0, 0, PATIENCE_MS);
  void thread.terminate();
}
