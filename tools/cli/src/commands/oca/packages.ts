import { cacheFolder, openFolders, progress, settingsOf } from "@ipai/workspace";
import type { Issue } from "@ipai/core";
import {
  ensureBranch,
  isOf,
  openMirror,
  openPinned,
  pinnedPackages,
  relockPackages,
  type Lock,
  type PackageWorld,
} from "@ipai/lockfile";
import type { Session } from "./session.ts";

/** Names under which packages can be asked for: wished modules and repositories, pinned modules, and package names. */
export function packageNames(lock: Lock): string[] {
  const pinned = pinnedPackages(lock).flatMap(({ module, pin }) => [module, pin.name]);
  return [...new Set([...Object.keys(lock.wish.packages ?? {}), ...pinned])];
}

/** Modules that a name stands for: its own, or all that are pinned from a repository. */
export function modulesNamed(lock: Lock, names: readonly string[]): Set<string> {
  const all = pinnedPackages(lock);
  const named = names.flatMap((name) =>
    name.includes("/")
      ? all.filter(({ pin }) => isOf(pin, name)).map(({ module }) => module)
      : [all.find(({ pin }) => pin.name === name)?.module ?? name],
  );
  return new Set(named);
}

/** Resolves packages anew where `move` names them or no pin fits. */
export async function movePackages(session: Session, lock: Lock, move: ReadonlySet<string> | "all") {
  progress("asking for packages");
  return relockPackages(lock, move, await packageWorld(session, lock));
}

async function packageWorld(session: Session, lock: Lock): Promise<PackageWorld> {
  const folders = openFolders(session.root, settingsOf(session.root), cacheFolder(session.root));
  return {
    finder: await session.finder(),
    own: new Set(folders.flatMap(({ modules }) => modules.map(({ name }) => name))),
    modulesOf: (repository) => modulesOf(session, lock, repository),
  };
}

/** Modules of a repository's branch, from git: no index says which packages belong together. */
async function modulesOf(session: Session, lock: Lock, repository: string) {
  const url = lock.wish.repositories[repository]?.url ?? `https://github.com/${repository}`;
  const mirror = await openMirror(url, session.settings);
  const { value: commit, issues } = await ensureBranch(mirror, lock.series);
  if (!commit) return { names: [], issues: issues.map((issue) => explained(issue, repository)) };
  return { names: openPinned(mirror, commit, undefined, repository).modules.map(({ name }) => name), issues };
}

function explained(issue: Issue, repository: string): Issue {
  return { ...issue, message: `${repository}: ${issue.message}; which packages it publishes is not known` };
}
