import type { Issue, Result } from "@ipai/core";
import type { Merge, MergeWish } from "../schema.ts";
import { fetchCommits, fetchRef, keep } from "./fetch.ts";
import { complaint, gitIn } from "./git.ts";
import { localMirror, type Mirror, type MirrorSettings } from "./mirror.ts";
import { askGit, describeCommit, isAncestor, treeOf } from "./objects.ts";

export interface Merged {
  /** Commit with every merge; equal for equal inputs on every machine. */
  readonly head: string;
  readonly merges: readonly Merge[];
}

/** Fetches the wished refs and merges them onto a commit, in order; null with the reason where one does not merge. */
export async function mergeRefs(
  mirror: Mirror,
  base: string,
  wishes: readonly MergeWish[],
  settings: MirrorSettings,
): Promise<Result<Merged | null>> {
  const issues: Issue[] = [];
  const wanted: { wish: MergeWish; commit: string }[] = [];
  for (const wish of wishes) {
    const from = wish.url ? { url: wish.url, local: localMirror(wish.url, settings.pattern) } : undefined;
    const fetched = await fetchRef(mirror, { ref: wish.ref, from });
    issues.push(...fetched.issues);
    if (fetched.value) wanted.push({ wish, commit: fetched.value });
  }
  if (wanted.length < wishes.length) return { value: null, issues };
  const merged = await mergeCommits(mirror, base, wanted);
  return { value: merged.value, issues: [...issues, ...merged.issues] };
}

/** Makes again what a pin recorded; null with the reason where a commit is gone or no longer merges. */
export async function remakeMerges(
  mirror: Mirror,
  base: string,
  merges: readonly Merge[],
): Promise<Result<Merged | null>> {
  const gone = await fetchCommits(
    mirror,
    merges.map((merge) => merge.commit),
  );
  const issues = merges.filter(({ commit }) => gone.includes(commit)).map((merge) => mergeGone(mirror, merge));
  if (issues.length > 0) return { value: null, issues };
  const wanted = merges.map(({ ref, url, commit }) => ({ wish: url ? { ref, url } : { ref }, commit }));
  return mergeCommits(mirror, base, wanted);
}

async function mergeCommits(
  mirror: Mirror,
  base: string,
  wanted: readonly { wish: MergeWish; commit: string }[],
): Promise<Result<Merged | null>> {
  const issues: Issue[] = [];
  const merges: Merge[] = [];
  let head = base;
  for (const { wish, commit } of wanted) {
    await keep(mirror, commit);
    if (isAncestor(mirror.gitDir, commit, head)) issues.push(alreadyIn(mirror, wish));
    const before = treeOf(mirror.gitDir, head);
    const tree = await mergeTrees(mirror, head, commit);
    if (typeof tree !== "string") return { value: null, issues: [...issues, conflict(mirror, wish, tree.files)] };
    const { date, subject } = describeCommit(mirror.gitDir, commit);
    head = await commitMerge(mirror, tree, [head, commit], wish.ref, date);
    merges.push({ ...wish, commit, date, subject, modules: changedFolders(mirror, before, tree), tree });
  }
  await keep(mirror, head);
  return { value: { head, merges }, issues };
}

async function mergeTrees(mirror: Mirror, ours: string, theirs: string): Promise<string | { files: string }> {
  try {
    const text = await gitIn(mirror.gitDir).raw(
      "merge-tree",
      "--write-tree",
      "--name-only",
      "--no-messages",
      ours,
      theirs,
    );
    return text.trim().split("\n")[0]!;
  } catch (error) {
    const text = error instanceof Error ? error.message : "";
    const lines = text.trim().split("\n");
    return { files: /^[0-9a-f]{40}$/.test(lines[0]!) ? lines.slice(1).join(", ") : complaint(error) };
  }
}

/** Names and dates come from the merged commit alone, so the id is the same whoever makes it, and whenever. */
async function commitMerge(
  mirror: Mirror,
  tree: string,
  parents: string[],
  ref: string,
  date: string,
): Promise<string> {
  const who = { NAME: "ipai oca lock", EMAIL: "oca-lock@localhost", DATE: date };
  const env = Object.entries(who).flatMap(([key, value]) => [
    [`GIT_AUTHOR_${key}`, value],
    [`GIT_COMMITTER_${key}`, value],
  ]);
  const args = parents.flatMap((parent) => ["-p", parent]);
  const git = gitIn(mirror.gitDir, Object.fromEntries(env) as Record<string, string>);
  return (await git.raw("commit-tree", tree, ...args, "-m", `Merge ${ref}`)).trim();
}

function changedFolders(mirror: Mirror, before: string, after: string): string[] {
  const { stdout } = askGit(mirror.gitDir, ["diff-tree", "-z", "--name-only", before, after]);
  const trees = stdout.split("\0").filter(Boolean);
  return trees.filter((path) => !path.startsWith(".") && path !== "setup" && !path.includes("."));
}

function conflict(mirror: Mirror, wish: MergeWish, files: string): Issue {
  return {
    code: "merge-conflict",
    severity: "error",
    message: `${wish.ref} does not merge onto ${mirror.url}: ${files}`,
    advice: "ask its author to rebase it, change the order of the merges, or drop it from the wish",
  };
}

function alreadyIn(mirror: Mirror, wish: MergeWish): Issue {
  return {
    code: "merge-already-in",
    severity: "info",
    message: `${wish.ref} is part of ${mirror.url} now`,
    advice: "drop it from the wish: it changes nothing any more",
  };
}

function mergeGone(mirror: Mirror, merge: Merge): Issue {
  return {
    code: "merge-commit-gone",
    severity: "error",
    message: `${merge.ref} was ${merge.commit.slice(0, 12)} (“${merge.subject}”, ${merge.date.slice(0, 10)}, in ${merge.modules.join(", ") || "no module"}), and ${merge.url ?? mirror.url} no longer has that commit`,
    advice: "resolve the ref as it is now with `ipai oca bump`, or fetch the commit from somebody's mirror",
  };
}
