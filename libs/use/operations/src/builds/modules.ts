import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { join, relative } from "node:path";
import { buildGraph, closure, codepends, graphModule, loadOrder, type Graph } from "@ipai/graph";
import { parseManifest } from "@ipai/module";
import type { StagedModule } from "@ipai/odoo";
import { openSource } from "@ipai/sources";

/** Modules of a branch beside Odoo's own, as their manifests say. */
export interface BranchModules {
  readonly graph: Graph;
  /** Tree oid and layer of every module, by name. */
  readonly staged: ReadonlyMap<string, StagedModule>;
  /** Installable modules of the branch itself. */
  readonly own: readonly string[];
  /** Folders with modules of the branch, relative to it. */
  readonly parents: readonly string[];
}

const DEEPEST = 3;

/** Folders below a checkout that hold modules; folders with a dot first are not looked into, and links are not followed. */
function addonParents(folder: string): string[] {
  const found: string[] = [];
  const walk = (path: string, depth: number) => {
    const names = readdirSync(path, { withFileTypes: true }).filter(
      (it) => it.isDirectory() && !it.name.startsWith("."),
    );
    if (names.some(({ name }) => existsSync(join(path, name, "__manifest__.py"))))
      found.push(relative(folder, path) || ".");
    if (depth < DEEPEST)
      for (const { name } of names)
        if (!existsSync(join(path, name, "__manifest__.py"))) walk(join(path, name), depth + 1);
  };
  walk(folder, 0);
  return found.sort();
}

/** Reads the manifests of a checkout and of Odoo. Content that leads outside of the checkout is not read. */
export function readModules(checkout: string, coreFolders: readonly string[], cache: string): BranchModules {
  const parents = addonParents(checkout);
  const layers = [
    ...parents.map((parent) => ({ folder: join(checkout, parent), layer: "branch" })),
    ...coreFolders.map((folder) => ({ folder, layer: "core" })),
  ];
  const staged = new Map<string, StagedModule>();
  const modules = layers.flatMap(({ folder, layer }) => {
    const source = openSource({ kind: "folder", path: folder }, { cache, name: layer });
    return source.modules.flatMap(({ name, path, tree }) => {
      const text = readInside(folder, join(folder, path, "__manifest__.py"));
      const manifest = text === null ? null : parseManifest(Buffer.from(text), name).value?.manifest;
      if (!manifest || staged.has(name)) return [];
      staged.set(name, { name, tree, layer });
      return [graphModule({ name, manifest, origin: { source: layer, commit: null, path, tree } })];
    });
  });
  const own = modules
    .filter(({ name, installable }) => installable && staged.get(name)?.layer === "branch")
    .map(({ name }) => name);
  return { graph: buildGraph(modules), staged, own: own.sort(), parents };
}

/** The text of a plain file below a folder; null for a link, something else, or a path that leads outside. */
export function readInside(folder: string, path: string): string | null {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return null;
  return realpathSync(path).startsWith(`${realpathSync(folder)}/`) ? readFileSync(path, "utf8") : null;
}

/** The closure of modules in load order, with what a template's key is made of; the names that are missing in it. */
export function stageClosure(
  { graph, staged }: BranchModules,
  names: readonly string[],
): { order: StagedModule[]; missing: string[] } {
  const { order, skipped } = loadOrder(graph, closure(graph, names));
  return {
    order: order.map(({ name }) => staged.get(name)!),
    missing: skipped.map(({ name, reason }) => `${name} (${reason})`),
  };
}

/** The branch's modules that differ between two states of it, and those that depend on them: what a change can break. */
export function affectedModules(now: BranchModules, treesBefore: ReadonlyMap<string, string>): string[] {
  const changed = now.own.filter((name) => treesBefore.get(name) !== now.staged.get(name)?.tree);
  const own = new Set(now.own);
  return [...new Set([...changed, ...codepends(now.graph, changed)])].filter((name) => own.has(name)).sort();
}
