import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ModuleSummary } from "../catalog.ts";
import { Pack, type PackEntry, PackWriter } from "./pack.ts";

/** Raised when the form of packs or of summaries changes: older ones are then not read. */
export const STORE_VERSION = 2;

/** Above so many packs the small ones are put together: opening each costs time in every run. */
const MANY_PACKS = 12;
const SMALL_PACK = 8 * 2 ** 20;
/** Facts of content that no branch holds any more are dropped with the oldest packs above this size. */
const LARGEST_STORE = 2 ** 30;

/** Facts of modules by key, in packs that are never changed: any number of processes may read and write at once. */
export class FactStore {
  readonly folder: string;
  readonly #packs = new Map<string, Pack>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  static open(folder: string): FactStore {
    const store = new FactStore(folder);
    store.refresh();
    return store;
  }

  /** Sees packs that were written since. */
  refresh(): void {
    for (const id of packIds(this.folder)) {
      if (this.#packs.has(id)) continue;
      const pack = Pack.open(join(this.folder, id));
      if (pack) this.#packs.set(id, pack);
      else removePack(this.folder, id);
    }
  }

  has(key: string): boolean {
    return this.#find(key) !== null;
  }

  /** Throws for a key that the store does not have. */
  summary(key: string): ModuleSummary {
    const found = this.#find(key);
    if (!found) throw new Error(`no facts under ${key}`);
    return JSON.parse(found.entry.summary) as ModuleSummary;
  }

  /** The facts as JSON; null where there are none or the bytes on disk were damaged. */
  json(key: string): Buffer | null {
    const found = this.#find(key);
    return found && found.pack.read(found.entry);
  }

  /** Leaves an entry that turned out damaged to a pack that is written anew. */
  forget(key: string): void {
    this.#find(key)?.pack.entries.delete(key);
  }

  /** Puts small packs together and keeps the store below its limit. */
  tidy(): void {
    if (this.#packs.size <= MANY_PACKS) return;
    const small = [...this.#packs].filter(([, pack]) => pack.size < SMALL_PACK);
    if (small.length > 1) this.#merge(small);
    let size = 0;
    for (const id of packIds(this.folder).toReversed()) {
      size += this.#packs.get(id)?.size ?? 0;
      if (size > LARGEST_STORE) removePack(this.folder, id);
    }
  }

  #merge(packs: readonly (readonly [string, Pack])[]): void {
    const writer = new PackWriter(newPack(this.folder));
    const written = new Set<string>();
    for (const [, pack] of packs) {
      for (const [key, entry] of pack.entries) {
        const json = written.has(key) ? null : pack.read(entry);
        if (json) writer.add(key, json, entry.summary);
        written.add(key);
      }
    }
    writer.finish();
    for (const [id] of packs) removePack(this.folder, id);
  }

  #find(key: string): { pack: Pack; entry: PackEntry } | null {
    for (const pack of this.#packs.values()) {
      const entry = pack.entries.get(key);
      if (entry) return { pack, entry };
    }
    return null;
  }
}

/** Facts of code that ran before the last few versions are only in the way. */
export function dropOldStores(folder: string, keep = 4): void {
  const stores = existsSync(folder) ? readdirSync(folder) : [];
  const aged = stores.map((name) => ({
    name,
    time: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  }));
  for (const { name } of aged.sort((a, b) => b.time - a.time).slice(keep))
    rmSync(join(folder, name), { recursive: true, force: true });
}

/** Path, without ending, for a pack that is about to be written; names sort by age. */
export function newPack(folder: string): string {
  return join(folder, `${Date.now().toString(36)}-${randomUUID().slice(0, 8)}`);
}

function packIds(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(".index"));
    return names.map((name) => name.slice(0, -".index".length)).sort();
  } catch {
    return [];
  }
}

function removePack(folder: string, id: string): void {
  for (const ending of [".index", ".facts"]) rmSync(join(folder, `${id}${ending}`), { force: true });
}
