import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseManifest } from "@ipai/module";
import { ignoredFolders, openSource, type Source } from "@ipai/sources";
import { nestedRepositories } from "@ipai/workspace";

/** What a repository holds, as far as a workspace's config says it. Paths are relative to its root. */
export interface Found {
  readonly root: string;
  /** Folders that hold own add-ons directly. */
  readonly addons: readonly string[];
  /** Names of own add-ons. */
  readonly modules: readonly string[];
  /** Checkouts of other people's add-ons inside this one. */
  readonly sources: readonly string[];
  /** A checkout of Odoo inside this one. */
  readonly odoo: string | null;
  /** The series that most manifests name, null where none does. */
  readonly series: string | null;
  readonly nx: boolean;
  readonly git: boolean;
  readonly ci: "github" | "gitlab" | "none";
}

/** Folder of doodba's own add-ons, and of the links that it starts Odoo with. */
const DOODBA = { private: "odoo/custom/src/private", links: "odoo/auto/addons" };

/** Looks at a folder; reads manifests and names, writes nothing. */
export function look(root: string): Found {
  const nested = nestedRepositories(root);
  const odoo = nested.find((folder) => existsSync(join(root, folder, "odoo-bin"))) ?? null;
  const own = openSource(
    { kind: "folder", path: root },
    { skip: [...nested, ...ignoredFolders(root), "addons/oca"], within: root },
  );
  const isDoodba = existsSync(join(root, DOODBA.private));
  const others = isDoodba ? [DOODBA.links] : nested.filter((folder) => folder !== odoo && holdsModules(root, folder));
  return {
    root,
    addons: isDoodba ? [DOODBA.private] : foldersOf(own),
    modules: own.modules.map(({ name }) => name),
    sources: others.filter((folder) => existsSync(join(root, folder))),
    odoo,
    series: seriesOf(root, own),
    nx: existsSync(join(root, "nx.json")),
    git: existsSync(join(root, ".git")),
    ci: existsSync(join(root, ".github")) ? "github" : existsSync(join(root, ".gitlab-ci.yml")) ? "gitlab" : "none",
  };
}

function holdsModules(root: string, folder: string): boolean {
  return openSource({ kind: "folder", path: join(root, folder) }).modules.length > 0;
}

function foldersOf({ modules }: Source): string[] {
  return [...new Set(modules.map(({ path }) => (path === "." ? "." : dirname(path))))].sort();
}

function seriesOf(root: string, { modules }: Source): string | null {
  const counts = new Map<string, number>();
  for (const { name, path } of modules) {
    const file = join(root, path, "__manifest__.py");
    const version = existsSync(file) ? parseManifest(readFileSync(file), name).value?.manifest.version : "";
    const series = /^(\d+\.\d)\.\d+\.\d+/.exec(version ?? "")?.[1];
    if (series) counts.set(series, (counts.get(series) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}
