import { basename, isAbsolute, join, normalize } from "node:path/posix";
import { compareText } from "@ipai/core";
import type { ModuleFolder } from "./source.ts";

/** One name in a folder. `oid` is git's; a folder on disk has none until it is hashed. */
export interface Entry {
  readonly name: string;
  readonly kind: "file" | "folder" | "link" | "submodule";
  readonly oid: string;
}

/** What a folder may hold that is no module and yet wants a word. */
export type NoticeCode = "link" | "module-name" | "submodule" | "folder-without-manifest" | "remains" | "empty-folder";

/** A folder seen from itself: a module, or what lies below it with paths relative to it. */
export interface Shape {
  readonly module: boolean;
  /** Path and tree oid of the modules below, in path order. */
  readonly below: readonly (readonly [path: string, oid: string])[];
  readonly noticed: readonly (readonly [code: NoticeCode, path: string])[];
  /** What is wrong with the folder if modules stand beside it. */
  readonly suspect?: NoticeCode;
  /** Suspects right below, where no module stands beside them. */
  readonly suspects?: readonly (readonly [code: NoticeCode, path: string])[];
}

export interface LayoutHost {
  /** Entries of a folder, in any order. `path` is relative to the root, `""` for the root itself. */
  entries(path: string, oid: string): readonly Entry[];
  /** Where a symbolic link points. */
  linkTarget(path: string, oid: string): string;
  /** Whether a link is read as the folder that it points to. */
  follows?(path: string): boolean;
  /** Folders that belong to somebody else, such as those of another source. */
  skips?(path: string): boolean;
  /** Told before the folders among `children` are visited, so that many can be listed at once. */
  expect?(path: string, oid: string, children: readonly Entry[]): void;
  /** Shapes of trees seen before, by oid: an unchanged folder is not listed again. */
  readonly known?: Map<string, Shape>;
}

const MANIFESTS = new Set(["__manifest__.py", "__openerp__.py"]);
/** `MODULE_NAME_RE` of odoo/modules/module.py, within what Python's packages and `-i` can carry. */
const MODULE_NAME = /^[A-Za-z0-9_]{1,256}$/;
/** A folder with one of these means to be a module, and is none without a manifest. */
const MODULE_PARTS = new Set(["__init__.py", "models", "wizard", "wizards", "controllers", "views", "security"]);
/** A folder with only these is what a removed module leaves behind. */
const REMAINS = new Set(["data", "demo", "report", "reports", "i18n", "static", "tests"]);

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
  const inside = (name: string) => (path ? `${path}/${name}` : name);
  const children = entries
    .filter(({ name }) => !isSkipped(name) && !host.skips?.(inside(name)))
    .map((entry) =>
      entry.kind === "link" && host.follows?.(inside(entry.name)) ? { ...entry, kind: "folder" as const } : entry,
    )
    .sort((a, b) => compareText(a.name, b.name));
  host.expect?.(path, oid, children);
  const shapes = children
    .filter(({ kind }) => kind === "folder")
    .map(({ name, oid }) => ({ name, oid, shape: findShape(host, inside(name), oid) }));
  const unread = children.filter(
    ({ name, kind, oid }) =>
      kind === "submodule" || (kind === "link" && leadsOutside(inside(name), host.linkTarget(inside(name), oid))),
  );
  return joinShapes(entries, unread, shapes);
}

interface Child {
  readonly name: string;
  readonly oid: string;
  readonly shape: Shape;
}

function joinShapes(entries: readonly Entry[], unread: readonly Entry[], children: readonly Child[]): Shape {
  const misnamed = children.filter(({ name, shape }) => shape.module && !MODULE_NAME.test(name));
  const below = children.flatMap(({ name, oid, shape }) =>
    shape.module
      ? MODULE_NAME.test(name)
        ? [[name, oid] as const]
        : []
      : shape.below.map(([path, tree]) => [`${name}/${path}`, tree] as const),
  );
  const noticed = [
    ...unread.map(({ name, kind }) => [kind as NoticeCode, name] as const),
    ...misnamed.map(({ name }) => ["module-name", name] as const),
    ...children.flatMap(({ name, shape }) => shape.noticed.map(([code, path]) => [code, `${name}/${path}`] as const)),
  ];
  const suspects = children.flatMap(({ name, shape }) => (shape.suspect ? [[shape.suspect, name] as const] : []));
  if (children.some(({ shape }) => shape.module)) return { module: false, below, noticed: [...noticed, ...suspects] };
  const hollow = new Set(suspects.filter(([code]) => code === "empty-folder").map(([, name]) => name));
  const suspect = below.length ? undefined : suspicion(entries.filter(({ name }) => !hollow.has(name)));
  return { module: false, below, noticed, suspects, ...(suspect && { suspect }) };
}

/** Judged by the text alone: the target of a link in git objects is not on disk. */
function leadsOutside(link: string, target: string): boolean {
  return isAbsolute(target) || normalize(join(link, "..", target)).startsWith("..");
}

function suspicion(entries: readonly Entry[]): NoticeCode | undefined {
  if (entries.length === 0) return "empty-folder";
  if (entries.some(({ name }) => MODULE_PARTS.has(name))) return "folder-without-manifest";
  return entries.every(({ name }) => REMAINS.has(name)) ? "remains" : undefined;
}

/** The modules of a shape whose root lies at `path`, `""` for the source's own root. */
export function shapeModules(path: string, oid: string, shape: Shape, rootName: string): ModuleFolder[] {
  if (shape.module) return [{ name: path ? basename(path) : rootName, path: path || ".", tree: oid }];
  return shape.below.map(([child, tree]) => ({ name: basename(child), path: path ? `${path}/${child}` : child, tree }));
}
