import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, join, sep } from "node:path";
import { type Entry, findShape, type LayoutHost, shapeModules } from "./layout.ts";
import { shapeIssues } from "./notices.ts";
import { type ModuleListing, type Source, SourceUnavailable } from "./source.ts";
import { StatIndex } from "./stat-index.ts";
import { hashFolder, ignoredBelow } from "./worktree.ts";

export interface FolderPlace {
  readonly path: string;
  /** How the source is called; the path by default. */
  readonly name?: string;
  /** File that keeps oids between runs. */
  readonly index?: string | null;
  /** Links are followed to folders that stay below this one; no link is without it. */
  readonly within?: string;
  /** Folders below the place, relative to it, that are not looked into. */
  readonly skip?: readonly string[];
}

/** Opens a folder of modules as it lies on disk; throws `SourceUnavailable` where there is no such folder. */
export function openFolder(place: FolderPlace): Source {
  if (!statSync(place.path, { throwIfNoEntry: false })?.isDirectory())
    throw new SourceUnavailable(`no such folder: ${place.path}`, "check the path of the source");
  const root = realpathSync(place.path);
  const index = new StatIndex(place.index ?? null);
  const worktree = { root, ignored: ignoredBelow(root), index };
  const shape = findShape(folderHost(root, place), "", "");
  const listings = new Map<string, ModuleListing>();
  const modules = shapeModules("", "", shape, basename(root)).map(({ name, path }) => {
    const { tree, listing } = hashFolder(worktree, path);
    listings.set(path, listing);
    return { name, path, tree };
  });
  index.save();
  return {
    name: place.name ?? place.path,
    commit: null,
    modules,
    issues: shapeIssues(shape, ""),
    list: (wanted) => wanted.map(({ path }) => listings.get(path) ?? { text: "", base: "" }),
    reader: { kind: "folder", root },
  };
}

function folderHost(root: string, { within, skip = [] }: FolderPlace): LayoutHost {
  const bounds = within === undefined ? null : realpathSync(within);
  const followed: string[] = [];
  const skipped = new Set(skip);
  return {
    skips: (path) => skipped.has(path),
    follows: (path) => {
      // A link behind a link is left alone: two that point at each other would never end.
      if (!bounds || followed.some((link) => path.startsWith(`${link}/`))) return false;
      const target = targetFolder(join(root, path));
      const follows = target !== null && isBelow(target, bounds) && !isBelow(target, root) && !isBelow(root, target);
      if (follows) followed.push(path);
      return follows;
    },
    entries: (path) =>
      readdirSync(join(root, path), { withFileTypes: true }).map((entry) => toEntry(entry, join(root, path))),
    linkTarget: (path) => writtenLink(join(root, path)) ?? readlinkSync(join(root, path)),
  };
}

/** Where a link to a folder ends; null for one to a file, to nothing or to itself. */
function targetFolder(link: string): string | null {
  try {
    const target = realpathSync(link);
    return statSync(target).isDirectory() ? target : null;
  } catch {
    return null;
  }
}

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}${sep}`);

function toEntry(entry: { name: string; isDirectory(): boolean; isSymbolicLink(): boolean }, folder: string): Entry {
  const { name } = entry;
  const isLink =
    entry.isSymbolicLink() || (!entry.isDirectory() && !name.includes(".") && writtenLink(join(folder, name)) !== null);
  return { name, kind: entry.isDirectory() ? "folder" : isLink ? "link" : "file", oid: "" };
}

const LONGEST_LINK = 400;

/** Where a link leads that git checked out as a text, as it does on systems without links; null for any other file. */
function writtenLink(path: string): string | null {
  const stat = lstatSync(path);
  if (!stat.isFile() || stat.size === 0 || stat.size > LONGEST_LINK) return null;
  const target = readFileSync(path, "utf8").trim();
  const leads = /^\.\.?\/[^\n]+$/.test(target) && existsSync(join(path, "..", target, "__manifest__.py"));
  return leads ? target : null;
}
