import type { Issue } from "@ipai/core";
import { repositoryName } from "../names.ts";
import { openMirror, type MirrorSettings } from "../git/mirror.ts";
import { askGit } from "../git/objects.ts";
import { ensureBranch } from "../pinned.ts";
import { pinnedPackages } from "../pins.ts";
import type { Lock, PinnedPackage } from "../schema.ts";

export interface PackageOrigin {
  readonly module: string;
  readonly name: string;
  readonly release: string;
  /** Null where its website names no repository. */
  readonly repository: string | null;
  /** The last commit of the branch at which the module's folder is just this tree; null where none is known. */
  readonly commit: string | null;
  /** Commits to the module since its manifest took this version, at that commit; what the release's counter should be. */
  readonly counted: number | null;
  /** The counter that the release carries; 0 where it carries none. */
  readonly counter: number;
  /** Why the commit is not known, or what of the counter does not fit; null when all fits. */
  readonly doubt: string | null;
}

/**
 * Looks for the commit of each package in its repository: a wheel names none, but its files have git's own hashes, so a
 * commit whose folder has the tree of the lock holds just these bytes. The release's counter is replayed beside it.
 */
export async function findProvenance(
  lock: Lock,
  settings: MirrorSettings,
): Promise<{ readonly value: PackageOrigin[]; readonly issues: readonly Issue[] }> {
  const branches = new Map<string, Promise<Branch>>();
  const value: PackageOrigin[] = [];
  for (const { module, pin } of pinnedPackages(lock)) {
    const repository = repositoryName(pin.website ?? "");
    const none = {
      module,
      name: pin.name,
      release: pin.release,
      repository,
      commit: null,
      counted: null,
      counter: counterOf(pin),
    };
    if (!repository) {
      value.push({ ...none, doubt: "its website names no repository" });
      continue;
    }
    const opened = branches.get(repository) ?? openBranch(pin.website!, lock.series, settings);
    branches.set(repository, opened);
    const branch = await opened;
    value.push(branch.head === null ? { ...none, doubt: branch.why } : { ...none, ...search(branch, module, pin) });
  }
  const issues = value.filter(({ commit }) => commit === null).map(unknown);
  return { value, issues };
}

/** The lock with every commit that was found; others keep none. */
export function withProvenance(lock: Lock, origins: readonly PackageOrigin[]): Lock {
  const packages = { ...lock.resolved.packages };
  for (const { module, repository, commit } of origins)
    if (repository && commit) packages[module] = { ...packages[module]!, provenance: { repository, commit } };
  return { ...lock, resolved: { ...lock.resolved, packages } };
}

interface Branch {
  readonly gitDir: string;
  readonly head: string | null;
  readonly why: string;
}

async function openBranch(url: string, series: string, settings: MirrorSettings): Promise<Branch> {
  const mirror = await openMirror(url.replace(/\/$/, ""), settings);
  const { value: head, issues } = await ensureBranch(mirror, series);
  return { gitDir: mirror.gitDir, head, why: issues[0]?.message ?? "its branch could not be read" };
}

/** Commits that touched the module, newest first: trees are asked of git in one go. */
function search(
  { gitDir, head }: Branch,
  module: string,
  pin: PinnedPackage,
): Pick<PackageOrigin, "commit" | "counted" | "doubt"> {
  const commits = askGit(gitDir, ["log", "--format=%H", head!, "--", module]).stdout.trim().split("\n").filter(Boolean);
  const trees = commits.map((commit) =>
    askGit(gitDir, ["rev-parse", "--verify", "--quiet", `${commit}:${module}`]).stdout.trim(),
  );
  const at = trees.indexOf(pin.tree);
  if (at < 0)
    return { commit: null, counted: null, doubt: `no commit of its branch has the tree ${pin.tree.slice(0, 12)}` };
  const counted = countSince(gitDir, commits.slice(at), module);
  const counter = counterOf(pin);
  // Builds of other commits of the repository may count differently; the tree is what decides.
  const doubt = counted === counter ? null : `its counter is ${counter}, and ${counted} commits follow its version`;
  return { commit: commits[at]!, counted, doubt };
}

/** How many of the commits, newest first, came after the one that wrote the manifest's version. */
function countSince(gitDir: string, commits: readonly string[], module: string): number {
  const versionAt = (commit: string) =>
    /["']version["']\s*:\s*["']([^"']+)["']/.exec(
      askGit(gitDir, ["show", `${commit}:${module}/__manifest__.py`]).stdout,
    )?.[1];
  const version = versionAt(commits[0]!);
  const other = commits.findIndex((commit) => versionAt(commit) !== version);
  return (other < 0 ? commits.length : other) - 1;
}

function counterOf({ release, version }: PinnedPackage): number {
  return Number(release.startsWith(`${version}.`) ? release.slice(version.length + 1) : 0);
}

function unknown({ name, release, doubt }: PackageOrigin): Issue {
  return {
    code: "provenance-unknown",
    severity: "info",
    message: `${name} ${release}: ${doubt ?? "not known"}`,
    advice: "run it where the repository is at hand (IPAI_MIRROR, or network access)",
  };
}
