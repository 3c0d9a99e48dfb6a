import { spawnSync, type StdioOptions } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { SourceUnavailable } from "./source.ts";

/**
 * Nothing in a repository may run a command or reach the network while it is read: no hooks, no file system
 * monitor, no lazy fetch of missing objects, and no `GIT_*` variable of the caller that points elsewhere.
 */
const HARDENED = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "--no-replace-objects"];

function gitEnvironment(protocols: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([key]) => !key.startsWith("GIT_"));
  return {
    ...Object.fromEntries(kept),
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_LAZY_FETCH: "1",
    GIT_ALLOW_PROTOCOL: protocols,
    LC_ALL: "C",
  };
}

export interface GitRun {
  readonly input?: string;
  /** File descriptor that receives stdout. */
  readonly stdout?: number;
  readonly cwd?: string;
  /** Protocols that may be used, `:` between them; none by default. */
  readonly protocols?: string;
}

/** Runs git and returns stdout and whether it succeeded; throws `SourceUnavailable` where git is missing. */
export function runGit(args: readonly string[], run: GitRun = {}): { ok: boolean; stdout: Buffer; stderr: string } {
  const stdio: StdioOptions = ["pipe", run.stdout ?? "pipe", "pipe"];
  const { status, stdout, stderr, error } = spawnSync("git", [...HARDENED, ...args], {
    env: gitEnvironment(run.protocols ?? "none"),
    maxBuffer: 2 ** 31,
    stdio,
    ...(run.input === undefined ? {} : { input: run.input }),
    ...(run.cwd === undefined ? {} : { cwd: run.cwd }),
  });
  if (error && "code" in error && error.code === "ENOENT")
    throw new SourceUnavailable("git is not installed", "install git 2.30 or later and put it on the PATH");
  if (error) throw new SourceUnavailable(`git could not run: ${error.message}`, "see the message of git");
  return { ok: status === 0, stdout: stdout ?? Buffer.alloc(0), stderr: String(stderr).trim() };
}

/** A repository on this machine, and where inside its worktree the asked path lies (`""` at its root). */
export interface Repository {
  readonly gitDir: string;
  readonly prefix: string;
}

/** The repository at a path or above it; null when there is none. Naming it exactly spares `safe.directory`. */
export function findRepository(path: string): Repository | null {
  const start = resolve(path);
  if (existsSync(join(start, "HEAD")) && existsSync(join(start, "objects"))) return { gitDir: start, prefix: "" };
  for (let folder = start; ; folder = dirname(folder)) {
    const gitDir = gitDirOf(folder);
    if (gitDir) return { gitDir, prefix: relative(folder, start).split(sep).join("/") };
    if (folder === dirname(folder)) return null;
  }
}

/** The git directory that belongs to a folder itself: `.git`, or where a worktree's or submodule's `.git` file points. */
export function gitDirOf(folder: string): string | null {
  const dotGit = join(folder, ".git");
  const stat = statSync(dotGit, { throwIfNoEntry: false });
  if (!stat) return null;
  if (stat.isDirectory()) return existsSync(join(dotGit, "HEAD")) ? dotGit : null;
  const target = /^gitdir: (.+)/.exec(readFileSync(dotGit, "utf8"))?.[1]?.trim();
  return target ? resolve(folder, target) : null;
}

/** A commit, and the trees of some of its folders; null for a folder that is none. */
export interface ResolvedCommit {
  readonly commit: string;
  readonly trees: readonly (string | null)[];
}

/** The commit of a branch, tag or commit id and the trees of folders in it; null when there is no such revision. */
export function resolveCommit(
  gitDir: string,
  revision: string,
  folders: readonly string[] = [],
): ResolvedCommit | null {
  // One process for everything asked: starting git costs more than its answer.
  const names = [revision, `origin/${revision}`].map((name) => `${name}^{commit}`);
  const asked = names.flatMap((name) => [name, ...folders.map((folder) => `${name}:${folder}`)]);
  if (asked.some((name) => name.includes("\n"))) return null;
  const { stdout } = runGit([`--git-dir=${gitDir}`, "cat-file", "--batch-check=%(objectname) %(objecttype)"], {
    input: asked.map((name) => `${name}\n`).join(""),
  });
  const answers = stdout.toString().split("\n");
  const oids = asked.map((_, index) => /^(\w{40,64}) (?:commit|tree)$/.exec(answers[index] ?? "")?.[1] ?? null);
  for (let first = 0; first < asked.length; first += folders.length + 1) {
    const commit = oids[first];
    if (commit) return { commit, trees: oids.slice(first + 1, first + 1 + folders.length) };
  }
  return null;
}
