import { readdirSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, join } from "node:path";
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
}

/** Opens a folder of modules as it lies on disk; throws `SourceUnavailable` where there is no such folder. */
export function openFolder(place: FolderPlace): Source {
  if (!statSync(place.path, { throwIfNoEntry: false })?.isDirectory())
    throw new SourceUnavailable(`no such folder: ${place.path}`, "check the path of the source");
  const root = realpathSync(place.path);
  const index = new StatIndex(place.index ?? null);
  const worktree = { root, ignored: ignoredBelow(root), index };
  const shape = findShape(folderHost(root), "", "");
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

function folderHost(root: string): LayoutHost {
  return {
    entries: (path) => readdirSync(join(root, path), { withFileTypes: true }).map(toEntry),
    linkTarget: (path) => readlinkSync(join(root, path)),
  };
}

function toEntry(entry: { name: string; isDirectory(): boolean; isSymbolicLink(): boolean }): Entry {
  return { name: entry.name, kind: entry.isDirectory() ? "folder" : entry.isSymbolicLink() ? "link" : "file", oid: "" };
}
