import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseReleases, previousRelease, type Releases } from "@ipai/evidence";
import { runGit } from "@ipai/sources";
import { CannotRun, ownFolders } from "@ipai/workspace";

export const RELEASES_FILE = "addons/releases.json";

/** Released versions of own add-ons; none where the workspace has no record. */
export function readReleases(root: string): Releases {
  const path = join(root, RELEASES_FILE);
  if (!existsSync(path)) return {};
  const { value, issues } = parseReleases(readFileSync(path, "utf8"), { path: RELEASES_FILE });
  if (!value) throw new CannotRun(`${RELEASES_FILE}: ${issues[0]!.message}`, issues[0]!.advice);
  return value;
}

/** Trees of the modules as a commit has them, or as they were last released, by name; what is new has none. */
export function earlierTrees(
  root: string,
  modules: ReadonlyMap<string, string>,
  from: string | undefined,
): Map<string, string> {
  const releases = from === undefined ? readReleases(root) : {};
  const found = [...modules].map(([name, tree]) => {
    const earlier = from === undefined ? previousRelease(releases, name, tree)?.tree : treeAt(root, from, name);
    return [name, earlier] as const;
  });
  return new Map(found.flatMap(([name, tree]) => (tree === undefined ? [] : [[name, tree] as const])));
}

/** Tree oid of an own add-on at a commit, undefined where it is not there. Throws `CannotRun` for no commit. */
export function treeAt(root: string, ref: string, module: string): string | undefined {
  if (!runGit(["rev-parse", "--verify", "--quiet", `${ref}^{commit}`], { cwd: root }).ok)
    throw new CannotRun(`there is no commit ${ref}`, "name a commit, tag or branch that this clone has");
  for (const folder of ownFolders(root)) {
    const path = folder === "." ? module : `${folder}/${module}`;
    const { ok, stdout } = runGit(["rev-parse", "--verify", "--quiet", `${ref}:./${path}`], { cwd: root });
    if (ok) return stdout.toString().trim();
  }
  return undefined;
}

/** Writes module trees from git's objects into a new folder, which whoever called removes. */
export function materialise(root: string, trees: ReadonlyMap<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "ipai-earlier-"));
  for (const [name, tree] of trees) {
    const target = join(folder, name);
    mkdirSync(target);
    const { ok, stdout, stderr } = runGit(["archive", "--format=tar", tree], { cwd: root });
    if (!ok)
      throw new CannotRun(`git has no tree ${tree} of ${name}: ${stderr}`, "fetch the history: git fetch --unshallow");
    const { status } = spawnSync("tar", ["-x", "-C", target], { input: stdout });
    if (status !== 0) throw new CannotRun(`tar could not write ${target}`, "install tar, or free the disk");
  }
  return folder;
}
