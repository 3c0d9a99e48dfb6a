import { runGit } from "@ipai/sources";

/** What git said of objects that are here: no network, no hooks. */
export interface Answer {
  readonly ok: boolean;
  readonly stdout: string;
}

/** Asks git about a repository's objects and refs; throws `SourceUnavailable` where git is missing. */
export function askGit(gitDir: string, args: readonly string[], input?: string): Answer {
  const { ok, stdout } = runGit([`--git-dir=${gitDir}`, ...args], input === undefined ? {} : { input });
  return { ok, stdout: stdout.toString() };
}

/** Full commit id of a ref or an id, null when it is not here. */
export function commitOf(gitDir: string, name: string): string | null {
  const { ok, stdout } = askGit(gitDir, ["rev-parse", "--verify", "--quiet", `${name}^{commit}`]);
  return ok ? stdout.trim() : null;
}

/** Every file of a commit, by oid. */
export function blobsOf(gitDir: string, commit: string): string[] {
  const { stdout } = askGit(gitDir, ["ls-tree", "-r", "--format=%(objecttype) %(objectname)", commit]);
  return stdout.split("\n").flatMap((line) => (line.startsWith("blob ") ? [line.slice(5)] : []));
}

/** True when older history was left out of the repository. */
export function isShallow(gitDir: string): boolean {
  return askGit(gitDir, ["rev-parse", "--is-shallow-repository"]).stdout.trim() === "true";
}

/** Tree of a commit. */
export function treeOf(gitDir: string, commit: string): string {
  return askGit(gitDir, ["rev-parse", "--verify", "--quiet", `${commit}^{tree}`]).stdout.trim();
}

export interface CommitLine {
  readonly commit: string;
  /** Committer date, strict ISO 8601. */
  readonly date: string;
  readonly author: string;
  readonly subject: string;
}

/** A commit's date, author and subject. */
export function describeCommit(gitDir: string, commit: string): CommitLine {
  return parseLog(askGit(gitDir, ["show", "--no-patch", `--format=${FORMAT}`, commit]).stdout)[0]!;
}

/**
 * Commits from one to another that touch a path, newest first, merges left out; null when the history between
 * them is not here (a shallow pin).
 */
export function commitsBetween(gitDir: string, from: string, to: string, path: string): CommitLine[] | null {
  const { ok, stdout } = askGit(gitDir, ["log", "--no-merges", `--format=${FORMAT}`, `${from}..${to}`, "--", path]);
  return ok ? parseLog(stdout) : null;
}

/** Robots that translate, format and bump: their commits do not tell that anybody cares. */
const ROBOT = /weblate|\bbot\b|\[bot\]|oca-git-bot|oca travis|pre-commit/i;

/** When a person last changed each of these folders, in the history of a commit; one walk for all of them. */
export function lastTouched(gitDir: string, commit: string, folders: readonly string[]): Map<string, string> {
  const { stdout } = askGit(gitDir, [
    "log",
    "--no-merges",
    "--format=%x00%cI%x09%an",
    "--name-only",
    "--no-renames",
    commit,
  ]);
  const dates = new Map<string, string>();
  const wanted = new Set(folders);
  for (const entry of stdout.split("\0")) {
    const [head = "", ...files] = entry.split("\n").filter(Boolean);
    const [date = "", author = ""] = head.split("\t");
    if (ROBOT.test(author)) continue;
    for (const folder of foldersOf(files, wanted)) if (!dates.has(folder)) dates.set(folder, date);
    if (dates.size === wanted.size) break;
  }
  return dates;
}

function foldersOf(files: readonly string[], wanted: ReadonlySet<string>): string[] {
  const parents = files.flatMap((file) => file.split("/").map((_, depth, parts) => parts.slice(0, depth).join("/")));
  return [...new Set(parents)].filter((folder) => wanted.has(folder));
}

/** True when a commit is part of another's history; also true when they are one. */
export function isAncestor(gitDir: string, commit: string, of: string): boolean {
  return askGit(gitDir, ["merge-base", "--is-ancestor", commit, of]).ok;
}

const FORMAT = "%H%x09%cI%x09%an%x09%s";

function parseLog(text: string): CommitLine[] {
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [commit = "", date = "", author = "", ...subject] = line.split("\t");
      return { commit, date, author, subject: subject.join("\t") };
    });
}
