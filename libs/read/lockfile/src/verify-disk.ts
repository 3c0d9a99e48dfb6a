import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Issue } from "@ipai/core";
import { readWheel, WheelStore } from "@ipai/packages";
import { parseListing, type ModuleFile } from "@ipai/sources";
import { openMirror, type MirrorSettings } from "./git/mirror.ts";
import { commitOf } from "./git/objects.ts";
import { pinnedCommit, pins, type LockedModule } from "./pins.ts";
import { openPinned } from "./read-modules.ts";
import type { Lock, PinnedPackage } from "./schema.ts";
import { modulesToSync } from "./sync/plan.ts";
import { foldersIn, hashSynced, readJournal, readState } from "./sync/state.ts";

export interface DiskVerdict {
  /** Modules that were hashed, every file of them. */
  readonly checked: number;
  readonly issues: readonly Issue[];
}

/** Hashes every synced module file by file, and names what was changed, is missing or does not belong there. */
export async function verifyDisk(lock: Lock, target: string, settings: MirrorSettings): Promise<DiskVerdict> {
  const wanted = modulesToSync(lock);
  const state = readState(target);
  if (Object.keys(state.modules).length === 0 && foldersIn(target).length === 0)
    return { checked: 0, issues: [notSynced()] };
  const issues: Issue[] = readJournal(target) ? [interrupted()] : [];
  let checked = 0;
  for (const [name, module] of wanted) {
    if (!existsSync(join(target, name))) {
      issues.push(onDisk("module-missing", `${name} of ${module.repository} is not there`, name));
      continue;
    }
    checked++;
    const { tree, listing } = hashSynced(target, name, state);
    if (tree === module.tree) continue;
    issues.push(...(await explain(lock, name, module, parseListing(listing), settings)));
  }
  const extra = foldersIn(target).filter((name) => !wanted.has(name));
  issues.push(
    ...extra.map((name) => onDisk("module-not-in-lock", `${name} is not in the lock's wanted closure`, name)),
  );
  return { checked, issues };
}

/** File by file where the mirror has the module; else only that it differs. */
async function explain(
  lock: Lock,
  name: string,
  module: LockedModule,
  files: readonly ModuleFile[],
  settings: MirrorSettings,
): Promise<Issue[]> {
  const locked = await lockedFiles(lock, module, settings);
  if (!locked) return [onDisk("module-tampered", `${name} is not what ${module.repository} has`, name)];
  const [real, expected] = [byPath(files), byPath(locked)];
  const paths = [...new Set([...real.keys(), ...expected.keys()])].sort();
  return paths.flatMap((path) => {
    const [is, should] = [real.get(path), expected.get(path)];
    if (is === should) return [];
    if (is === undefined) return [onDisk("file-missing", `${name}/${path} is missing`, `${name}/${path}`)];
    if (should === undefined) return [onDisk("file-extra", `${name}/${path} does not belong there`, `${name}/${path}`)];
    return [onDisk("file-tampered", `${name}/${path} was changed`, `${name}/${path}`)];
  });
}

const byPath = (files: readonly ModuleFile[]) => new Map(files.map(({ path, mode, oid }) => [path, `${mode} ${oid}`]));

async function lockedFiles(
  lock: Lock,
  module: LockedModule,
  settings: MirrorSettings,
): Promise<readonly ModuleFile[] | null> {
  if (module.package) return packagedFiles(module.package, settings);
  const { pin } = pins(lock).find(({ name }) => name === module.repository)!;
  const mirror = await openMirror(pin.url, settings);
  const commit = commitOf(mirror.gitDir, pinnedCommit(pin));
  if (!commit) return null;
  const source = openPinned(mirror, commit, pin.folders, module.repository);
  const folder = source.modules.find(({ path, tree }) => path === module.path && tree === module.tree);
  return folder ? parseListing(source.list([folder])[0]!) : null;
}

/** A wheel that is still here says what belongs there; none is fetched for it. */
function packagedFiles({ name, sha256 }: PinnedPackage, settings: MirrorSettings): readonly ModuleFile[] | null {
  const archive = new WheelStore(dirname(settings.cache)).wheel(sha256);
  return archive && (readWheel(archive, name, sha256).value?.files ?? null);
}

function onDisk(code: string, message: string, path: string): Issue {
  return {
    code,
    severity: "error",
    message,
    advice: "run `ipai oca sync` (with --force to lose edits of your own)",
    at: { path },
  };
}

function notSynced(): Issue {
  return {
    code: "not-synced",
    severity: "info",
    message: "no module was synced yet, so there is nothing to check on disk",
    advice: "run `ipai oca sync` where the modules are needed",
  };
}

function interrupted(): Issue {
  return {
    code: "sync-interrupted",
    severity: "error",
    message: "a sync was interrupted while it moved modules in",
    advice: "run `ipai oca sync`: it finishes what was begun",
  };
}
