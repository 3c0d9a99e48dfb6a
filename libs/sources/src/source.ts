import type { Issue } from "@ipai/core";

/** A place that holds modules: a folder, or a commit read from git objects without a checkout. */
export interface Source {
  /** What a user calls it: a folder path, a repository URL, a lock name such as `OCA/web`. */
  readonly name: string;
  /** Full commit id; null for a folder, whose worktree may be dirty. */
  readonly commit: string | null;
  /** Modules in path order; within one source the first of a name is the one Odoo would load. */
  readonly modules: readonly ModuleFolder[];
  /** What was noticed while looking for modules: empty folders, links that lead outside, submodules. */
  readonly issues: readonly Issue[];
  /** Files of these modules, listed in bulk: one array per module, in git's path order. */
  list(modules: readonly ModuleFolder[]): ModuleFile[][];
  /** Plain data that a worker thread turns into a reader with `readFiles`. */
  readonly reader: Reader;
}

export interface ModuleFolder {
  readonly name: string;
  /** Relative to the source's root, with `/`; `.` when the root itself is the module. */
  readonly path: string;
  /** git's oid of the folder's tree. */
  readonly tree: string;
}

export interface ModuleFile {
  /** Relative to the module folder, with `/`. */
  readonly path: string;
  readonly oid: string;
  readonly mode: "100644" | "100755" | "120000" | "160000";
}

/** Where bytes are: everything `readFiles` needs, cloneable between threads. */
export type Reader =
  | { readonly kind: "git"; readonly gitDir: string }
  | { readonly kind: "folder"; readonly root: string };

/** One file to read: `path` is relative to the source's root. */
export interface WantedFile {
  readonly path: string;
  readonly oid: string;
}

/** The source cannot be read at all (no such folder, no git, unknown commit): a run cannot go on. */
export class SourceUnavailable extends Error {
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }
}
