import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join, sep } from "node:path";
import { hashFolder, isLeftover, StatIndex, writeWhole, type HashedFolder } from "@ipai/sources";

/** What the last sync put into the target folder. */
export interface SyncState {
  /** Tree oid of each module. */
  readonly modules: Readonly<Record<string, string>>;
  /** Files that look like what Python leaves behind, and came from git all the same. */
  readonly leftovers: readonly string[];
}

/** A swap that has begun: whoever finds it finishes it. */
export interface Journal {
  /** Folder below `.sync` that holds the new modules. */
  readonly stage: string;
  readonly put: readonly string[];
  readonly drop: readonly string[];
  /** What is there when it is done. */
  readonly state: SyncState;
}

/** Everything of a sync's own lies here, on the same disk as the modules, so that moving is renaming. */
export const own = (target: string, ...parts: string[]): string => join(target, ".sync", ...parts);

/** What the last sync put into the folder; empty before the first. */
export function readState(target: string): SyncState {
  return readJson<SyncState>(own(target, "state.json")) ?? { modules: {}, leftovers: [] };
}

/** The swap that was interrupted, or null. */
export function readJournal(target: string): Journal | null {
  return readJson<Journal>(own(target, "journal.json"));
}

/** Module folders in the target, whoever made them. */
export function foldersIn(target: string): string[] {
  if (!existsSync(target)) return [];
  return readdirSync(target).filter((name) => !name.startsWith("."));
}

/** Files below a folder, relative to it, that look like Python's leftovers, and the folders above them. */
export function leftoversIn(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => path.split(sep).join("/"));
  return paths.filter((path) => path.split("/").some(isLeftover)).sort();
}

/** Hashes a synced module; with no index, every file is read. */
export function hashSynced(target: string, name: string, state: SyncState, index = new StatIndex(null)): HashedFolder {
  return hashFolder({ root: target, ignored: new Set(), kept: new Set(state.leftovers), index }, name);
}

/** A new empty stage; its name tells which process it belongs to. */
export function makeStage(target: string): string {
  const stage = `stage-${process.pid}-${Date.now().toString(36)}`;
  mkdirSync(own(target, stage), { recursive: true });
  return stage;
}

/** Begins and finishes a swap: after the journal is written, a killed process leaves something to finish, not to mend. */
export function swap(target: string, journal: Journal): void {
  if (!writeWhole(own(target, "journal.json"), JSON.stringify(journal)))
    throw new Error("the journal cannot be written");
  finishSwap(target, journal);
}

/** Finishes what an interrupted process began, and clears the stages of processes that are gone. */
export function recover(target: string): void {
  if (!existsSync(own(target))) return;
  const journal = readJournal(target);
  if (journal) finishSwap(target, journal);
  for (const name of readdirSync(own(target))) {
    const pid = /^stage-(\d+)-/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) rmSync(own(target, name), { recursive: true, force: true });
  }
}

/** Every step may have been done already. */
function finishSwap(target: string, { stage, put, drop, state }: Journal): void {
  const old = own(target, stage, ".old");
  mkdirSync(old, { recursive: true });
  for (const name of put) {
    const fresh = own(target, stage, name);
    if (!existsSync(fresh)) continue;
    moveAway(join(target, name), join(old, name));
    renameSync(fresh, join(target, name));
  }
  for (const name of drop) moveAway(join(target, name), join(old, name));
  if (!writeWhole(own(target, "state.json"), JSON.stringify(state))) throw new Error("the state cannot be written");
  rmSync(own(target, "journal.json"), { force: true });
  rmSync(own(target, stage), { recursive: true, force: true });
}

function moveAway(from: string, to: string): void {
  if (lstatSync(from, { throwIfNoEntry: false })) renameSync(from, to);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function readJson<T>(path: string): T | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as T;
  } catch {
    return null;
  }
}
