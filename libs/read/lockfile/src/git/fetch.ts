import type { Issue, Result } from "@ipai/core";
import { withLock } from "../locked.ts";
import { complaint, gitIn } from "./git.ts";
import type { Mirror } from "./mirror.ts";
import { askGit, commitOf } from "./objects.ts";

/** Where a fetched ref of a URL is kept, so that two branches or forks never meet. */
const FETCHED = "refs/ipai/fetched/";
/** What a pin needs is kept under its own name: a branch that is force-pushed cannot take it away. */
const KEPT = "refs/ipai/kept/";

export interface Wanted {
  /** Branch or full ref. */
  readonly ref: string;
  /** Another repository than the mirror's own, for merges from forks. */
  readonly from?: { readonly url: string; readonly local: string | null } | undefined;
  /** Commits of history; all when absent. */
  readonly depth?: number | undefined;
}

/** Fetches one ref and answers its commit; null with the reason when the remote is out of reach or has no such ref. */
export async function fetchRef(mirror: Mirror, wanted: Wanted): Promise<Result<string | null>> {
  const from = wanted.from ?? mirror;
  const local = from.local;
  const source = local ? localRef(local, wanted.ref, from.url) : fullRef(wanted.ref);
  if (!source) return { value: null, issues: [refMissing(from.url, wanted.ref)] };
  const kept = keptName(wanted.from?.url, fullRef(wanted.ref));
  if (mirror.offline && !local) return lastFetched(mirror, from.url, wanted.ref, kept);
  const filter = local || wanted.from ? [] : ["--filter=blob:none"];
  const depth = wanted.depth && !local ? [`--depth=${wanted.depth}`] : [];
  const remote = local ?? (wanted.from ? from.url : "origin");
  const failed = await fetchInto(mirror, [...filter, ...depth, "--", remote, `+${source}:${kept}`]);
  if (failed) return { value: null, issues: [refused(failed, from.url, wanted.ref)] };
  return { value: commitOf(mirror.gitDir, kept), issues: [] };
}

/** Makes sure that these commits are here; answers those that nobody has any more. */
export async function fetchCommits(mirror: Mirror, commits: readonly string[], depth?: number): Promise<string[]> {
  const missing = commits.filter((commit) => !commitOf(mirror.gitDir, commit));
  if (mirror.offline || missing.length === 0) return missing;
  const shallow = depth && !mirror.local ? [`--depth=${depth}`] : [];
  for (const commit of missing) {
    const filter = mirror.local ? [] : ["--filter=blob:none"];
    const kept = `+${commit}:${KEPT}${commit}`;
    await fetchInto(mirror, [...filter, ...shallow, "--", mirror.local ?? "origin", kept]);
  }
  return missing.filter((commit) => !commitOf(mirror.gitDir, commit));
}

/** Fetches file contents that the mirror lacks, in few requests instead of one each; what stays missing shows when it is read. */
export async function fetchBlobs(mirror: Mirror, oids: readonly string[]): Promise<void> {
  if (mirror.offline) return;
  const missing = missingObjects(mirror, oids);
  for (let start = 0; start < missing.length; start += 2_000) {
    await fetchInto(mirror, ["--filter=blob:none", "--", "origin", ...missing.slice(start, start + 2_000)]);
  }
}

/** Asking for one object at a time would make git fetch each of them; a list of all that is here costs one look. */
function missingObjects(mirror: Mirror, oids: readonly string[]): string[] {
  const asked = ["cat-file", "--batch-check=%(objectname)", "--batch-all-objects", "--unordered"];
  const here = new Set(askGit(mirror.gitDir, asked).stdout.split("\n"));
  return [...new Set(oids)].filter((oid) => !here.has(oid));
}

/** Keeps a commit from git's garbage collection and from force-pushes. */
export async function keep(mirror: Mirror, commit: string): Promise<void> {
  await gitIn(mirror.gitDir).raw("update-ref", `${KEPT}${commit}`, commit);
}

/** Refs of a remote by name, as it has them now; an issue when it is out of reach. */
export async function listRemote(
  mirror: Mirror,
  patterns: readonly string[],
): Promise<Result<Map<string, string> | null>> {
  if (mirror.offline && !mirror.local)
    return { value: null, issues: [refused("offline", mirror.url, patterns.join(" "))] };
  try {
    const text = await gitIn(mirror.gitDir).raw("ls-remote", "--", mirror.local ?? "origin", ...patterns);
    const lines = text.split("\n").filter(Boolean);
    return { value: new Map(lines.map((line) => [line.split("\t")[1]!, line.slice(0, 40)])), issues: [] };
  } catch (error) {
    return { value: null, issues: [refused(complaint(error), mirror.url, patterns.join(" "))] };
  }
}

/** Null when git did it, else its complaint. */
async function fetchInto(mirror: Mirror, args: readonly string[]): Promise<string | null> {
  return withLock(mirror.gitDir, async () => {
    const safe = ["--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--no-auto-maintenance"];
    return gitIn(mirror.gitDir)
      .raw("fetch", ...safe, ...args)
      .then(() => null, complaint);
  });
}

function lastFetched(mirror: Mirror, url: string, ref: string, kept: string): Result<string | null> {
  const commit = commitOf(mirror.gitDir, kept);
  return commit ? { value: commit, issues: [] } : { value: null, issues: [refused("offline", url, ref)] };
}

/** A mirror kept by other tools may hold branches under the remote's or the owner's name. */
function localRef(local: string, ref: string, url: string): string | null {
  const full = fullRef(ref);
  const branch = full.replace(/^refs\/heads\//, "");
  const owner =
    url
      .replace(/\.git$/, "")
      .split(/[/:]/)
      .at(-2) ?? "";
  const candidates = [
    full,
    ...(branch === full ? [] : [`refs/remotes/origin/${branch}`, `refs/remotes/${owner}/${branch}`]),
  ];
  return candidates.find((name) => askGit(local, ["rev-parse", "--verify", "--quiet", `${name}^{commit}`]).ok) ?? null;
}

export const fullRef = (ref: string): string => (ref.startsWith("refs/") ? ref : `refs/heads/${ref}`);

/** One flat name per remote and ref: `a` and `a/b` may both be branches, one after the other. */
const keptName = (url: string | undefined, ref: string): string =>
  `${FETCHED}${url ? Buffer.from(url).toString("hex") : "origin"}/${ref.replaceAll("/", "+")}`;

function refused(reason: string, url: string, ref: string): Issue {
  if (/couldn't find remote ref/i.test(reason)) return refMissing(url, ref);
  return {
    code: "remote-unreachable",
    severity: "error",
    message: `${url} cannot be reached: ${reason}`,
    advice: "try again with network access, or keep a mirror of it on this machine and name it in IPAI_MIRROR",
  };
}

function refMissing(url: string, ref: string): Issue {
  return {
    code: "ref-missing",
    severity: "error",
    message: `${url} has no ${ref}`,
    advice: "see which series it has with `ipai oca outdated --series 17.0,18.0,19.0`, or change the wish",
  };
}
