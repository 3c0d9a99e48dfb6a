import { join } from "node:path";
import type { Issue } from "@ipai/core";
import { openEmbeddedStore, openServerStore, type Store } from "@ipai/store";
import { CannotRun } from "./cannot-run.ts";
import { cacheFolder } from "./open.ts";

/** Where history is: `DATABASE_URL`, else embedded in `.ipai/history`. Its caller closes it. */
async function openStore(): Promise<{ store: Store; issues: readonly Issue[] }> {
  const url = process.env["DATABASE_URL"];
  try {
    if (url) return { store: await openServerStore(url), issues: [] };
    const { value: store, issues } = await openEmbeddedStore(join(cacheFolder(), "history"));
    return { store, issues };
  } catch (error) {
    const advice = url
      ? "check DATABASE_URL, and that the role may create tables"
      : "remove .ipai/history/data to rebuild it from its journal";
    throw new CannotRun(`the history cannot be opened: ${(error as Error).message}`, advice);
  }
}

/** Runs `work` with the store and closes it, whatever happens. */
export async function withStore<T>(work: (store: Store, issues: readonly Issue[]) => Promise<T>): Promise<T> {
  const { store, issues } = await openStore();
  try {
    return await work(store, issues);
  } finally {
    await store.close();
  }
}
