import { createHash } from "node:crypto";
import {
  closeSync,
  type Dirent,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  type Stats,
} from "node:fs";
import { findRepository, gitDirOf, resolveCommit, runGit } from "./git.ts";
import { isLeftover } from "./layout.ts";
import { blobOid, toByteString, treeOid, type TreeLine } from "./oid.ts";
import type { ModuleListing } from "./source.ts";
import type { StatIndex } from "./stat-index.ts";

export interface HashedFolder {
  readonly tree: string;
  readonly listing: ModuleListing;
}

export interface Worktree {
  readonly root: string;
  /** Paths that git ignores, folders with a final `/`. */
  readonly ignored: ReadonlySet<string>;
  /** Files, with the folders above them, that look like Python's leftovers and belong to the content all the same. */
  readonly kept?: ReadonlySet<string>;
  readonly index: StatIndex;
}

/** A path on disk: bytes where a name is not UTF-8. */
type DiskPath = string | Buffer;

/**
 * The tree that `git add --all` would make of a folder: untracked files count, since Odoo reads them too; files
 * that git ignores and what Python leaves behind do not. Filters of `.gitattributes` are not applied.
 */
export function hashFolder(worktree: Worktree, path: string): HashedFolder {
  const lines: string[] = [];
  const disk = path === "." ? worktree.root : `${worktree.root}/${path}`;
  const tree = hashLevel(worktree, disk, path === "." ? "" : `${path}/`, "", lines);
  return { tree: tree ?? treeOid([]), listing: { text: lines.join(""), base: "" } };
}

/** Null for a folder without files: git has no such thing. */
function hashLevel(at: Worktree, disk: DiskPath, prefix: string, inside: string, out: string[]): string | null {
  const tree: TreeLine[] = [];
  for (const { name, bytes, path, entry } of readLevel(disk)) {
    const full = prefix + inside + name;
    const leftover = isLeftover(name) && !at.kept?.has(full);
    if (leftover || at.ignored.has(full) || at.ignored.has(`${full}/`)) continue;
    const found = entry.isDirectory()
      ? hashChildFolder(at, path, prefix, `${inside}${name}/`, out)
      : hashFile(at, path, full);
    if (!found) continue;
    tree.push({ name: bytes, ...found });
    if (found.mode !== "040000") out.push(`${found.mode} blob ${found.oid}\t${inside}${name}\0`);
  }
  return tree.length ? treeOid(tree) : null;
}

type Hashed = Pick<TreeLine, "mode" | "oid"> | null;

function hashChildFolder(at: Worktree, disk: DiskPath, prefix: string, inside: string, out: string[]): Hashed {
  const submodule = gitDirOf(disk.toString());
  const commit = submodule && resolveCommit(submodule, "HEAD")?.commit;
  if (commit) return { mode: "160000", oid: commit };
  const oid = hashLevel(at, disk, prefix, inside, out);
  return oid ? { mode: "040000", oid } : null;
}

function hashFile(at: Worktree, disk: DiskPath, path: string): Hashed {
  const stat = lstatSync(disk);
  if (stat.isSymbolicLink()) return { mode: "120000", oid: blobOid(readlinkSync(disk, "buffer")) };
  if (!stat.isFile()) return null;
  const oid = at.index.oid(path, stat, () => hashBytes(disk, stat));
  return { mode: stat.mode & 0o100 ? "100755" : "100644", oid };
}

const CHUNK = 4 * 2 ** 20;

function hashBytes(disk: DiskPath, stat: Stats): string {
  if (stat.size <= CHUNK) return blobOid(readFileSync(disk));
  const sum = createHash("sha1").update(`blob ${stat.size}\0`);
  const buffer = Buffer.allocUnsafe(CHUNK);
  const fd = openSync(disk, "r");
  try {
    for (let read = readSync(fd, buffer); read > 0; read = readSync(fd, buffer)) sum.update(buffer.subarray(0, read));
  } finally {
    closeSync(fd);
  }
  return sum.digest("hex");
}

interface LevelEntry {
  readonly name: string;
  /** The name's bytes, one per character. */
  readonly bytes: string;
  readonly path: DiskPath;
  readonly entry: Dirent | Dirent<Buffer>;
}

function readLevel(disk: DiskPath): LevelEntry[] {
  const entries = typeof disk === "string" ? readdirSync(disk, { withFileTypes: true }) : null;
  if (entries && !entries.some(({ name }) => name.includes("\uFFFD")))
    return entries.map((entry) => ({
      name: entry.name,
      bytes: toByteString(entry.name),
      path: `${disk as string}/${entry.name}`,
      entry,
    }));
  return readdirSync(disk, { withFileTypes: true, encoding: "buffer" }).map((entry) => ({
    name: entry.name.toString(),
    bytes: entry.name.toString("latin1"),
    path: Buffer.concat([Buffer.from(disk), Buffer.from("/"), entry.name]),
    entry,
  }));
}

/** What git ignores below a folder, relative to it; nothing outside of a repository or without git. */
export function ignoredBelow(root: string): Set<string> {
  const repository = findRepository(root);
  if (!repository || repository.gitDir === root) return new Set();
  const top = repository.prefix === "" ? root : root.slice(0, -(repository.prefix.length + 1));
  try {
    const where = [`--git-dir=${repository.gitDir}`, `--work-tree=${top}`];
    const asked = ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory"];
    const { stdout } = runGit([...where, ...asked], { cwd: root });
    return new Set(stdout.toString().split("\0").filter(Boolean));
  } catch {
    return new Set();
  }
}

/** Folders that git ignores below a folder, relative to it; none outside of a repository. */
export function ignoredFolders(root: string): string[] {
  return [...ignoredBelow(realpathSync(root))].flatMap((path) => (path.endsWith("/") ? [path.slice(0, -1)] : []));
}
