import { existsSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expandFolders, type Settings } from "@ipai/config";
import { ignoredFolders, openSource, type Source } from "@ipai/sources";
import { ownFolders, settingsOf } from "./settings.ts";

/** The workspace's own add-ons, then other people's that lie in it, as sources in addons-path order. */
export function openFolders(root: string, settings: Settings, cache: string): Source[] {
  const own = ownFolders(root);
  const others = expandFolders(root, settings.sources);
  const apart = [...own, ...others, settings.oca, ...ignoredFolders(root), ...nestedRepositories(root)];
  return [...own, ...others].map((folder) => {
    const path = join(root, folder);
    // A folder inside this one that is a source of its own, that git ignores or that is another repository.
    const skip = apart.map((it) => relative(path, join(root, it))).filter((it) => it !== "" && !it.startsWith(".."));
    return openSource({ kind: "folder", path }, { cache, name: folder, within: root, skip });
  });
}

/** The workspace's add-ons as they lie on disk, pinned ones of `ipai oca sync` included. */
export interface AddonsOnDisk {
  readonly sources: readonly Source[];
  /** Folders for Odoo's `--addons-path`: those that hold a module directly. */
  readonly path: readonly string[];
}

/** Own add-ons, other people's in the repository, then pinned ones: what an Odoo on this machine is started with. */
export function addonsOnDisk(root: string, cache: string): AddonsOnDisk {
  const settings = settingsOf(root);
  const pinned = join(root, settings.oca);
  const sources = [
    ...openFolders(root, settings, cache),
    ...(existsSync(pinned) ? [openSource({ kind: "folder", path: pinned }, { cache, name: settings.oca })] : []),
  ];
  const folders = sources.flatMap(({ name, modules }) => modules.map(({ path }) => dirname(join(root, name, path))));
  return { sources, path: [...new Set(folders)] };
}

/** Odoo's own modules in a checkout of it, in the order of its addons path. */
export function openCore(folder: string, cache: string): Source[] {
  const parts = ["odoo/addons", "addons", "openerp/addons"].map((part) => join(folder, part)).filter(existsSync);
  return parts.map((path) => openSource({ kind: "folder", path }, { cache, name: path }));
}

/** What to do where no module was found, with what was seen instead. */
export function nothingHere(folders: readonly Source[]): string {
  const seen = folders.flatMap(({ name, issues }) => issues.map(({ code, at }) => `${code} ${name}/${at?.path ?? ""}`));
  const advice = "name a folder with --source, or the folders of your add-ons in ipai.json (`ipai init` writes one)";
  return seen.length ? `${advice}; seen: ${seen.slice(0, 3).join(", ")}` : advice;
}

const DEEPEST = 4;

/** Folders that are checkouts by themselves: submodules, Odoo, clones of OCA. Their add-ons are other people's. */
export function nestedRepositories(root: string, path = "", depth = 0): string[] {
  if (depth === DEEPEST) return [];
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules")
    .flatMap(({ name }) => {
      const folder = path ? `${path}/${name}` : name;
      return existsSync(join(root, folder, ".git")) ? [folder] : nestedRepositories(root, folder, depth + 1);
    });
}
