import type { Issue, Result } from "@ipai/core";
import pLimit from "p-limit";
import { fetchRef, fullRef, listRemote } from "./git/fetch.ts";
import { openMirror, type MirrorSettings } from "./git/mirror.ts";
import { commitsBetween, commitOf, describeCommit } from "./git/objects.ts";
import { pinModules } from "./pin.ts";
import { lockedModules, pins } from "./pins.ts";
import { readModules } from "./read-modules.ts";
import { wishes } from "./resolve.ts";
import type { CoreWish, Lock, PinnedModule, Wish } from "./schema.ts";

const AT_ONCE = 6;

export interface OutdatedPin {
  readonly name: string;
  readonly branch: string;
  readonly commit: string;
  /** The branch at the remote now. */
  readonly latest: string;
  /** Commits in between; null when they are not on this machine. */
  readonly behind: number | null;
}

/** Pins whose branch has moved on at the remote; an issue for each remote that could not be asked. */
export async function outdatedPins(lock: Lock, settings: MirrorSettings): Promise<Result<OutdatedPin[]>> {
  const limit = pLimit(AT_ONCE);
  const asked = pins(lock).map(({ name, pin }) =>
    limit(async () => {
      const mirror = await openMirror(pin.url, settings);
      const { value: refs, issues } = await listRemote(mirror, [fullRef(pin.branch)]);
      const latest = refs?.get(fullRef(pin.branch));
      if (!latest || latest === pin.commit) return { rows: [], issues };
      const here = commitOf(mirror.gitDir, latest);
      const behind = here ? (commitsBetween(mirror.gitDir, pin.commit, latest, ".")?.length ?? null) : null;
      return { rows: [{ name, branch: pin.branch, commit: pin.commit, latest, behind }], issues };
    }),
  );
  const answers = await Promise.all(asked);
  return { value: answers.flatMap(({ rows }) => rows), issues: answers.flatMap(({ issues }) => issues.map(asWarning)) };
}

/** One repository over the series. */
export interface RadarRow {
  readonly repository: string;
  /** Head of each series' branch; null where the remote has none or could not be asked. */
  readonly heads: Readonly<Record<string, { readonly commit: string; readonly date: string } | null>>;
  readonly modules: readonly RadarModule[];
}

export interface RadarModule {
  readonly name: string;
  /** Version by series; null where the module is not there or not installable. */
  readonly versions: Readonly<Record<string, string | null>>;
  /** True when the lock's series has it. */
  readonly ported: boolean;
  /** Another pinned repository that has it at the lock's series. */
  readonly elsewhere: string | null;
}

/** Which wished modules exist in which series; for a wish of `*`, every module that any of the series has. */
export async function radar(
  lock: Lock,
  series: readonly string[],
  settings: MirrorSettings,
): Promise<Result<RadarRow[]>> {
  const limit = pLimit(AT_ONCE);
  const named = wishes(lock).filter(({ name }) => lock.wish.repositories[name]);
  const rows = named.map(({ name, wish }) => limit(() => radarRow(lock, name, wish, series, settings)));
  const answers = await Promise.all(rows);
  return { value: answers.map(({ value }) => value), issues: answers.flatMap(({ issues }) => issues) };
}

interface Head {
  readonly commit: string;
  readonly date: string;
  readonly modules: Readonly<Record<string, PinnedModule>>;
}

async function radarRow(
  lock: Lock,
  repository: string,
  wish: CoreWish & Partial<Wish>,
  series: readonly string[],
  settings: MirrorSettings,
): Promise<Result<RadarRow>> {
  const issues: Issue[] = [];
  const heads: [string, Head | null][] = [];
  for (const one of series) {
    const head = await readHead(wish, one === lock.series ? wish.branch : one, settings);
    if (!head.value && !head.issues.every(({ code }) => code === "ref-missing"))
      issues.push(...head.issues.map(asWarning));
    heads.push([one, head.value]);
    // A remote that cannot be reached for one branch cannot be for the next.
    if (issues.length > 0) break;
  }
  const all = new Set(
    wish.modules === "*" ? heads.flatMap(([, head]) => Object.keys(head?.modules ?? {})) : wish.modules,
  );
  const locked = lockedModules(lock);
  const modules = [...all].sort().map((name) => {
    const versions = Object.fromEntries(heads.map(([one, head]) => [one, installable(head?.modules[name])]));
    const other = locked.get(name)?.repository;
    return {
      name,
      versions,
      ported: versions[lock.series] != null,
      elsewhere: other && other !== repository ? other : null,
    };
  });
  const places = heads.map(([one, head]) => [one, head && { commit: head.commit, date: head.date }]);
  return { value: { repository, heads: Object.fromEntries(places), modules }, issues };
}

const installable = (module: PinnedModule | undefined): string | null =>
  module && module.installable !== false ? module.version : null;

async function readHead(wish: CoreWish, branch: string, settings: MirrorSettings): Promise<Result<Head | null>> {
  const mirror = await openMirror(wish.url, settings);
  const { value: commit, issues } = await fetchRef(mirror, { ref: branch, depth: wish.depth });
  if (!commit) return { value: null, issues };
  const modules = pinModules(await readModules(mirror, commit, wish.folders));
  return { value: { commit, date: describeCommit(mirror.gitDir, commit).date, modules }, issues };
}

/** Not to know is no fault of the lock. */
const asWarning = (issue: Issue): Issue => ({ ...issue, severity: "warning" });
