import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { runGit } from "@ipai/sources";

export interface Submodule {
  readonly path: string;
  readonly url: string;
  readonly commit: string;
}

/** Writes the files of a commit into a folder: what git has of them, with nothing of git itself. */
export function checkout(gitDir: string, commit: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const tar = `${folder}.tar`;
  const file = openSync(tar, "w");
  const { ok, stderr } = runGit(["--git-dir", gitDir, "archive", "--format=tar", commit], { stdout: file });
  closeSync(file);
  if (!ok) throw new Error(`no commit ${commit}: ${stderr}`);
  const { status } = spawnSync("tar", ["-x", "--no-same-owner", "-f", tar, "-C", folder], { stdio: "ignore" });
  rmSync(tar);
  if (status !== 0) throw new Error(`the files of ${commit} could not be written`);
}

/** Submodules of a commit, each with the commit it is pinned at. */
export function readSubmodules(gitDir: string, commit: string): Submodule[] {
  const config = runGit([
    "--git-dir",
    gitDir,
    "config",
    "--blob",
    `${commit}:.gitmodules`,
    "--get-regexp",
    "^submodule\\..*\\.(path|url)$",
  ]);
  if (!config.ok) return [];
  const modules = new Map<string, { path?: string; url?: string }>();
  for (const line of config.stdout.toString().trim().split("\n")) {
    const [, name = "", key = "", value = ""] = /^submodule\.(.*)\.(path|url) (.*)$/.exec(line) ?? [];
    modules.set(name, { ...modules.get(name), [key]: value });
  }
  return [...modules.values()].flatMap(({ path, url }) => {
    if (!path || !url) return [];
    const entry = runGit(["--git-dir", gitDir, "ls-tree", commit, "--", path]).stdout.toString();
    const pin = /^160000 commit ([0-9a-f]{40})/.exec(entry)?.[1];
    return pin ? [{ path, url, commit: pin }] : [];
  });
}

/**
 * Fetches a submodule's commit and writes its files below the checkout; with a deploy key where it has one.
 * Returns what git said where it could not.
 */
export function fetchSubmodule(
  cache: string,
  { url, commit, path }: Submodule,
  into: string,
  key: string | null,
): string | null {
  mkdirSync(cache, { recursive: true });
  const scratch = mkdtempSync(join(cache, "fetch-"));
  try {
    const keyFile = join(scratch, "key");
    if (key) writeFileSync(keyFile, key, { mode: 0o600 });
    const ssh = [
      "ssh",
      "-o",
      "BatchMode=yes",
      "-o",
      "StrictHostKeyChecking=accept-new",
      "-o",
      `UserKnownHostsFile=${join(cache, "known_hosts")}`,
    ];
    const identity = key ? ["-i", keyFile, "-o", "IdentitiesOnly=yes"] : ["-o", "IdentityFile=none"];
    const repository = join(scratch, "repo");
    const steps = [
      ["init", "--quiet", "--bare", repository],
      [
        "--git-dir",
        repository,
        "-c",
        `core.sshCommand=${[...ssh, ...identity].join(" ")}`,
        "fetch",
        "--quiet",
        "--depth=1",
        "--",
        url,
        commit,
      ],
    ];
    for (const step of steps) {
      const { ok, stderr } = runGit(step, { protocols: "https:ssh" });
      if (!ok) return stderr;
    }
    checkout(repository, commit, join(into, path));
    return null;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Tree oid of a folder in a commit; null where there is none. */
export function gitTree(gitDir: string, commit: string, path: string): string | null {
  const { ok, stdout } = runGit(["--git-dir", gitDir, "rev-parse", "--verify", "--quiet", `${commit}:${path}`]);
  return ok ? stdout.toString().trim() : null;
}
