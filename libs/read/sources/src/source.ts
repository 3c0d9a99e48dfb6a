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
  /** Files of these modules, listed in bulk: one list per module, in git's path order. */
  list(modules: readonly ModuleFolder[]): ModuleListing[];
  /** Plain data that `readFiles` turns into bytes, in any thread. */
  readonly reader: Reader;
}

export interface ModuleFolder {
  readonly name: string;
  /** Relative to the source's root, with `/`; `.` when the root itself is the module. */
  readonly path: string;
  /** git's oid of the folder's tree. */
  readonly tree: string;
}

/** The files of one module folder as `git ls-tree -r -t -z` prints them: text is cheap to hand to a thread. */
export interface ModuleListing {
  readonly text: string;
  /** What every path in `text` begins with: `""`, or the module's folder and `/`. */
  readonly base: string;
}

export interface ModuleFile {
  /** Relative to the module folder, with `/`. */
  readonly path: string;
  readonly oid: string;
  /** `100644`, `100755` (executable), `120000` (symbolic link) or `160000` (submodule). */
  readonly mode: string;
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

/** The files in a listing, folders left out. */
export function parseListing({ text, base }: ModuleListing): ModuleFile[] {
  const files: ModuleFile[] = [];
  for (let start = 0; start < text.length;) {
    const tab = text.indexOf("\t", start);
    const end = text.indexOf("\0", tab);
    const [mode, oid] = [text.slice(start, start + 6), text.slice(text.indexOf(" ", start + 7) + 1, tab)];
    if (mode !== "040000") files.push({ mode, oid, path: text.slice(tab + 1 + base.length, end) });
    start = end + 1;
  }
  return files;
}
