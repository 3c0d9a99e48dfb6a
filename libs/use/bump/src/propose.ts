import { comparePictures, type BumpReport } from "@ipai/impact";
import { commitsBetween, diffLocks, isAncestor, openMirror, pinnedCommit, pins, type Lock } from "@ipai/lockfile";
import { progress } from "@ipai/workspace";
import { parityEffect } from "./parity-effect.ts";
import { readWorld } from "./picture.ts";
import type { LockPlace } from "./place.ts";

/** Compares the two locks: by what they say, by the facts of the closure, and by the commits in between. */
export async function proposeBump(session: LockPlace, after: Lock): Promise<BumpReport> {
  const before = session.lock;
  const diff = diffLocks(before, after);
  if (diff.pins.length === 0) return { ...EMPTY, pins: [] };
  progress("reading both sides");
  const [old, now] = [await readWorld(session, before), await readWorld(session, after)];
  progress("comparing");
  const impact = comparePictures(old.picture, now.picture);
  const inside = new Set(impact.modules.map(({ name }) => name));
  return {
    ...impact,
    pins: diff.pins,
    commits: await commitsOf(session, after, impact.modules),
    outside: diff.modules.filter(({ name }) => !inside.has(name)).length,
    parity: await parityEffect(session, old.catalog, now.catalog, after),
  };
}

const EMPTY = { modules: [], breaks: [], views: { checked: 0, unchecked: [] }, commits: {}, outside: 0, parity: null };

async function commitsOf(
  session: LockPlace,
  after: Lock,
  modules: readonly { readonly name: string; readonly repository: string }[],
): Promise<BumpReport["commits"]> {
  const [old, now] = [session.lock, after].map((lock) => new Map(pins(lock).map(({ name, pin }) => [name, pin])));
  const commits: Record<string, BumpReport["commits"][string]> = {};
  for (const { name, repository } of modules) {
    const [from, to] = [old!.get(repository), now!.get(repository)];
    const path = (to?.modules[name] ?? from?.modules[name])?.path;
    if (!from || !to || !path) continue;
    const { gitDir } = await openMirror(to.url, session.settings);
    const [a, b] = [pinnedCommit(from), pinnedCommit(to)];
    commits[name] = from.url === to.url && isAncestor(gitDir, a, a) ? commitsBetween(gitDir, a, b, path) : null;
  }
  return commits;
}
