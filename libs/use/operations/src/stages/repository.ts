import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runGit } from "@ipai/sources";

const SPOOL = "ipai-pushes";
/** Who pushed is written down before git says yes; refs themselves are what counts, so a lost line loses a name only. */
const HOOK = `#!/bin/sh
while read -r old new ref; do printf '%s %s %s\\n' "\${IPAI_LOGIN:-git}" "$ref" "$new" >>${SPOOL}; done
`;

/** Letters, digits and `. _ - /` only: such a name is harmless in paths, arguments, pages and shells. */
export function isBranchName(name: string): boolean {
  return (
    /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/.test(name) &&
    name.length <= 100 &&
    !name.includes("..") &&
    !/\.lock(\/|$)|\.$/.test(name)
  );
}

/** Makes the bare repository that people push to; an existing one stays, with its hook renewed. */
export function makeRepository(gitDir: string): void {
  if (!existsSync(join(gitDir, "HEAD"))) {
    mkdirSync(gitDir, { recursive: true });
    git(gitDir, "init", "--quiet", "--bare", "--initial-branch=main", gitDir);
    for (const [key, value] of [
      ["receive.fsckObjects", "true"],
      ["receive.maxInputSize", "1g"],
      ["gc.auto", "0"],
      ["uploadpack.allowAnySHA1InWant", "false"],
    ] as const)
      git(gitDir, "config", key, value);
  }
  const hook = join(gitDir, "hooks/post-receive");
  mkdirSync(join(gitDir, "hooks"), { recursive: true });
  writeFileSync(hook, HOOK);
  chmodSync(hook, 0o755);
  appendFileSync(join(gitDir, SPOOL), "");
}

/** Branch heads, and the names of refs that are no branch names of ours. */
export function readHeads(gitDir: string): { heads: Map<string, string>; strange: string[] } {
  const heads = new Map<string, string>();
  const strange: string[] = [];
  for (const line of git(gitDir, "for-each-ref", "--format=%(objectname) %(refname:lstrip=2)", "refs/heads").split(
    "\n",
  )) {
    const [commit, name] = [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)];
    if (!line) continue;
    if (isBranchName(name)) heads.set(name, commit);
    else strange.push(name);
  }
  return { heads, strange };
}

/** Who pushed a commit to a branch, as the hook wrote it down. */
export function whoPushed(gitDir: string, branch: string, commit: string): string | null {
  const path = join(gitDir, SPOOL);
  if (!existsSync(path)) return null;
  const wanted = ` refs/heads/${branch} ${commit}`;
  const line = readFileSync(path, "utf8")
    .split("\n")
    .findLast((one) => one.endsWith(wanted));
  return line ? line.slice(0, line.indexOf(" ")) : null;
}

/** Author and subject of a commit. */
export function describeCommit(gitDir: string, commit: string): { author: string; subject: string } {
  const [author = "", subject = ""] = git(gitDir, "log", "-1", "--format=%an%x00%s", commit).split("\0");
  return { author, subject };
}

/** Merges a branch into another one without a checkout; null, with the paths, where they conflict. */
export function mergeBranches(
  gitDir: string,
  from: { name: string; head: string },
  to: { name: string; head: string },
  who: string,
): { commit: string | null; conflicts: string[] } {
  const merged = runGit([
    "--git-dir",
    gitDir,
    "merge-tree",
    "--write-tree",
    "--name-only",
    "--no-messages",
    to.head,
    from.head,
  ]);
  const [tree, ...paths] = merged.stdout.toString().trim().split("\n");
  if (!merged.ok) return { commit: null, conflicts: paths.filter(Boolean) };
  const person = ["-c", `user.name=${who}`, "-c", `user.email=${who}@console.invalid`];
  const message = `Merge ${from.name} into ${to.name}`;
  const parents = ["-p", to.head, "-p", from.head];
  const commit = git(gitDir, ...person, "commit-tree", tree!, ...parents, "-m", message).trim();
  return { commit, conflicts: [] };
}

/** Moves a branch of the repository, only from where it was: a push in between wins. */
export function moveHead(gitDir: string, branch: string, to: string, from: string): boolean {
  return runGit(["--git-dir", gitDir, "update-ref", `refs/heads/${branch}`, to, from]).ok;
}

export function contains(gitDir: string, commit: string, ancestor: string): boolean {
  return runGit(["--git-dir", gitDir, "merge-base", "--is-ancestor", ancestor, commit]).ok;
}

function git(gitDir: string, ...args: string[]): string {
  const { ok, stdout, stderr } = runGit(["--git-dir", gitDir, ...args]);
  if (!ok) throw new Error(`git ${args[0]}: ${stderr}`);
  return stdout.toString();
}
