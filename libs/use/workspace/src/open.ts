import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildCatalog, type Catalog, type FactPack, openFactPack } from "@ipai/catalog";
import { findWorkspace, LOCK_FILE } from "@ipai/config";
import type { Issue } from "@ipai/core";
import type { Lock, NamedPin } from "@ipai/lockfile";
import { openSource, type Source, SourceUnavailable } from "@ipai/sources";
import { CannotRun } from "./cannot-run.ts";
import { extractorDigest } from "./extractor.ts";
import { nothingHere, openCore, openFolders } from "./folders.ts";
import { progress, progressDone } from "./progress.ts";
import { settingsOf } from "./settings.ts";
import { shipped } from "./shipped.ts";

/** Flags of every command that asks a catalog. */
export interface SourceOptions {
  readonly source?: readonly string[];
  /** Folder of another workspace, such as an earlier state of this one. */
  readonly root?: string;
}

/** The nearest folder with an `ipai.json` or a lock at or above the current one, else the current one. */
export function workspaceRoot(from = process.cwd()): string {
  return findWorkspace(from);
}

/** Where facts and fetched repositories are kept between runs: `$IPAI_CACHE`, else `.ipai` of the workspace. */
export function cacheFolder(root = workspaceRoot()): string {
  return resolve(process.env["IPAI_CACHE"] ?? join(root, ".ipai"));
}

/**
 * The modules a command is about: the `--source` flags, else the workspace's own (`addons/ipai`, the lock's
 * repositories, the core pin). Throws `CannotRun` where a source cannot be read.
 */
export async function loadCatalog(options: SourceOptions = {}): Promise<Catalog> {
  const root = options.root ?? workspaceRoot();
  const cache = cacheFolder();
  return orCannotRun(async () => {
    const { inputs, issues } = options.source?.length
      ? { inputs: options.source.map((spec) => openSource(spec, { cache, within: root })), issues: [] }
      : await openWorkspace(root, cache);
    return withIssues(await catalogOf(inputs, cache), issues);
  });
}

/** Turns what a user can mend (a source that cannot be read, a full disk) into `CannotRun`. */
export async function orCannotRun<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw cannotRun(error) ?? error;
  } finally {
    progressDone();
  }
}

function cannotRun(error: unknown): CannotRun | null {
  if (error instanceof SourceUnavailable) return new CannotRun(error.message, error.advice);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!/^(EACCES|EPERM|EROFS|ENOSPC|ENOTDIR|EEXIST)$/.test(code)) return null;
  return new CannotRun((error as Error).message, "name a folder that can be written in IPAI_CACHE, or free the disk");
}

/** A catalog of opened sources and fact packs, with progress on a terminal. */
export async function catalogOf(inputs: readonly (Source | FactPack)[], cache = cacheFolder()): Promise<Catalog> {
  const worker = new URL("./worker.js", import.meta.url);
  return buildCatalog(inputs, {
    cache,
    extractor: await extractorDigest(),
    ...(existsSync(worker) && { worker }),
    onProgress: (done, total) => progress(`reading modules ${done}/${total}`),
  });
}

interface Opened {
  readonly inputs: (Source | FactPack)[];
  readonly issues: readonly Issue[];
}

async function openWorkspace(root: string, cache: string): Promise<Opened> {
  const settings = settingsOf(root);
  const folders = openFolders(root, settings, cache);
  const core = settings.odoo?.path === undefined ? [] : openCore(resolve(root, settings.odoo.path), cache);
  const lockPath = join(root, LOCK_FILE);
  if (!existsSync(lockPath)) {
    if (folders.some(({ modules }) => modules.length)) return { inputs: [...folders, ...core], issues: [] };
    throw new CannotRun("there are no modules here", nothingHere(folders));
  }
  const { readLock } = await import("@ipai/lockfile");
  const { value: lock, issues } = await readLock(lockPath);
  const pinned = lock ? await openLock(lock, root, cache) : [];
  return { inputs: [...folders, ...pinned, ...core], issues };
}

/** Everything that a lock pins, in addons-path order. */
async function openLock(lock: Lock, root: string, cache: string): Promise<(Source | FactPack)[]> {
  const [{ mirrorFolder, pins }, { onAddonsPath, openPackages }] = await Promise.all([
    import("@ipai/lockfile"),
    import("./packages.ts"),
  ]);
  const open = (pin: NamedPin) => openPin(pin, root, cache, mirrorFolder);
  return onAddonsPath(lock, pins(lock).map(open), openPackages(lock, root, cache));
}

/** A pin from its fact pack where there is one, else from git. */
function openPin({ name, pin }: NamedPin, root: string, cache: string, mirrorFolder: MirrorFolder): Source | FactPack {
  const folder =
    pin.facts && [join(root, "facts"), shipped("facts")].find((it) => existsSync(join(it, `${pin.facts}.json.br`)));
  const opened =
    pin.facts && folder
      ? openFactPack({
          folder,
          sha256: pin.facts,
          cache,
          name,
          bytes: () => openPinnedGit({ name, pin }, cache, mirrorFolder),
        })
      : openPinnedGit({ name, pin }, cache, mirrorFolder);
  return { ...opened, modules: opened.modules.filter((module) => Object.hasOwn(pin.modules, module.name)) };
}

type MirrorFolder = (url: string, cache: string) => string;

/** The commit of a pin, from `$IPAI_MIRROR` or its URL; with merges, from where `ipai oca lock` made them. */
export function openPinnedGit({ name, pin }: NamedPin, cache: string, mirrorFolder: MirrorFolder): Source {
  const made = pin.head && mirrorFolder(pin.url, join(cache, "mirrors"));
  if (made && !existsSync(made))
    throw new SourceUnavailable(
      `the merges of ${name} were not made on this machine`,
      "run `ipai oca verify`: it makes them",
    );
  const location = made ?? localRepository(pin.url) ?? pin.url;
  const revision = pin.head ?? pin.commit;
  return openSource({ kind: "git", location, revision, folders: pin.folders ?? [] }, { cache, name });
}

/** `$IPAI_MIRROR` is a path with `{owner}` and `{name}`: repositories kept on this machine. */
export function localRepository(url: string): string | null {
  const [owner = "", name = ""] = url
    .replace(/\.git$/, "")
    .split(/[/:]/)
    .slice(-2);
  const path = process.env["IPAI_MIRROR"]?.replaceAll("{owner}", owner).replaceAll("{name}", name);
  return path && existsSync(path) ? path : null;
}

function withIssues(catalog: Catalog, issues: readonly Issue[]): Catalog {
  if (issues.length === 0) return catalog;
  const { modules } = catalog;
  return {
    modules,
    issues: [...issues, ...catalog.issues],
    facts: (name) => catalog.facts(name),
    factsJson: (name) => catalog.factsJson(name),
    read: (files) => catalog.read(files),
  };
}
