import { basename, isAbsolute, join, normalize } from "node:path/posix";
import { compareText, type Issue } from "@ipai/core";
import type { ModuleFolder } from "./source.ts";

/** One name in a folder. `oid` is git's; a folder on disk has none until it is hashed. */
export interface Entry {
  readonly name: string;
  readonly kind: "file" | "folder" | "link" | "submodule";
  readonly oid: string;
}

/** A folder seen from itself: a module, or what lies below it with paths relative to it. */
export interface Shape {
  readonly module: boolean;
  /** Path and tree oid of the modules below, in path order. */
  readonly below: readonly (readonly [path: string, oid: string])[];
  readonly noticed: readonly (readonly [code: NoticeCode, path: string])[];
  /** What is wrong with the folder if modules stand beside it. */
  readonly suspect?: "folder-without-manifest" | "empty-folder";
}

export interface LayoutHost {
  /** Entries of a folder, in any order. `path` is relative to the root, `""` for the root itself. */
  entries(path: string, oid: string): readonly Entry[];
  /** Where a symbolic link points. */
  linkTarget(path: string, oid: string): string;
  /** Told before the folders among `children` are visited, so that many can be listed at once. */
  expect?(path: string, oid: string, children: readonly Entry[]): void;
  /** Shapes of trees seen before, by oid: an unchanged folder is not listed again. */
  readonly known?: Map<string, Shape>;
}

const MANIFESTS = new Set(["__manifest__.py", "__openerp__.py"]);
/** What makes a folder look like a module to a person, and so a missing manifest worth a word. */
const MODULE_PARTS = new Set(["__init__.py", "models", "views", "security", "data", "wizards", "wizard", "report"]);

/** Folders that hold no modules Odoo would load: packaging links of OCA, caches, dependencies. */
function isSkipped(name: string): boolean {
  return name.startsWith(".") || name === "setup" || name === "node_modules" || name === "__pycache__";
}

/** Files and folders that Python and editors leave behind, never part of a module's content. */
export function isLeftover(name: string): boolean {
  return name === "__pycache__" || name === ".git" || /\.py[co]$/.test(name);
}

/**
 * Where modules are below a folder: a folder with a manifest is one, and is not searched further
 * (`odoo/modules/module.py: get_modules`). Links are not followed, so loops cannot happen.
 */
export function findShape(host: LayoutHost, path: string, oid: string): Shape {
  const known = oid === "" ? undefined : host.known?.get(oid);
  if (known) return known;
  const shape = readShape(host, path, oid);
  if (oid !== "") host.known?.set(oid, shape);
  return shape;
}

function readShape(host: LayoutHost, path: string, oid: string): Shape {
  const entries = host.entries(path, oid).filter(({ name }) => !isLeftover(name));
  if (entries.some(({ name, kind }) => kind === "file" && MANIFESTS.has(name)))
    return { module: true, below: [], noticed: [] };
  const children = entries.filter(({ name }) => !isSkipped(name)).sort((a, b) => compareText(a.name, b.name));
  host.expect?.(path, oid, children);
  const below: [string, string][] = [];
  const noticed: [NoticeCode, string][] = [];
  const suspects: [NoticeCode, string][] = [];
  for (const { name, kind, oid: childOid } of children) {
    const full = path ? `${path}/${name}` : name;
    if (kind === "submodule" || (kind === "link" && leadsOutside(full, host.linkTarget(full, childOid))))
      noticed.push([kind, name]);
    if (kind !== "folder") continue;
    const shape = findShape(host, full, childOid);
    if (shape.module) below.push([name, childOid]);
    else if (shape.suspect) suspects.push([shape.suspect, name]);
    for (const [child, tree] of shape.below) below.push([`${name}/${child}`, tree]);
    for (const [code, child] of shape.noticed) noticed.push([code, `${name}/${child}`]);
  }
  const besideModules = below.some(([child]) => !child.includes("/"));
  const suspect = suspicion(entries, below.length > 0);
  return {
    module: false,
    below,
    noticed: besideModules ? [...noticed, ...suspects] : noticed,
    ...(suspect && { suspect }),
  };
}

/** Judged by the text alone: the target of a link in git objects is not on disk. */
function leadsOutside(link: string, target: string): boolean {
  return isAbsolute(target) || normalize(join(link, "..", target)).startsWith("..");
}

function suspicion(entries: readonly Entry[], holdsModules: boolean): Shape["suspect"] {
  if (holdsModules) return undefined;
  if (entries.length === 0) return "empty-folder";
  return entries.some(({ name }) => MODULE_PARTS.has(name)) ? "folder-without-manifest" : undefined;
}

export type NoticeCode = "link" | "submodule" | "folder-without-manifest" | "empty-folder";

const NOTICES: Record<NoticeCode, Pick<Issue, "code" | "severity" | "message" | "advice">> = {
  link: {
    code: "link-not-followed",
    severity: "warning",
    message: "a symbolic link that leads outside is not followed, so a module behind it is not seen here",
    advice: "name the folder it points to as a source of its own",
  },
  submodule: {
    code: "submodule-not-read",
    severity: "warning",
    message: "a submodule's content is not in this repository's objects",
    advice: "name the submodule's repository and commit as a source of its own, or read the checked out folder",
  },
  "folder-without-manifest": {
    code: "folder-without-manifest",
    severity: "warning",
    message: "the folder looks like a module but has no __manifest__.py, so Odoo ignores it",
    advice: "add a manifest, or move the folder away from the modules",
  },
  "empty-folder": {
    code: "empty-module-folder",
    severity: "warning",
    message: "the folder beside modules is empty, or holds only what Python left of another branch",
    advice: "delete it, or check out what belongs there",
  },
};

/** The issues of a shape, with paths below `prefix`. */
export function shapeIssues(shape: Shape, prefix: string): Issue[] {
  return shape.noticed.map(([code, path]) => ({ ...NOTICES[code], at: { path: prefix ? `${prefix}/${path}` : path } }));
}

/** The modules of a shape whose root lies at `path`, `""` for the source's own root. */
export function shapeModules(path: string, oid: string, shape: Shape, rootName: string): ModuleFolder[] {
  if (shape.module) return [{ name: path ? basename(path) : rootName, path: path || ".", tree: oid }];
  return shape.below.map(([child, tree]) => ({ name: basename(child), path: path ? `${path}/${child}` : child, tree }));
}
