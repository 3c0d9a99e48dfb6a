/** A place in a file. Lines and columns count from 1; columns count UTF-16 units. */
export interface Location {
  /** Relative to the root of its source (folder or commit), with `/` on every platform. */
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
  /** Name of the source the path is relative to; absent while a pure parser works on one text. */
  readonly source?: string;
  /** Full commit id when the bytes came from git objects. */
  readonly commit?: string;
}

/** Where a module's bytes came from: enough to run `git show <commit>:<path>`. */
export interface Origin {
  /** Folder path, repository URL or lock name (`OCA/bank-payment-alternative`). */
  readonly source: string;
  /** Full 40-digit commit, or null for a folder (a worktree may be dirty). */
  readonly commit: string | null;
  /** Module folder relative to the source's root. */
  readonly path: string;
  /** git's tree oid of the module folder, computed the same for both kinds. */
  readonly tree: string;
}

/** `repo@commit:path:line`, the way every report prints a place; a folder has no `@commit`. */
export function formatLocation(at: Location): string {
  const source =
    at.source === undefined || at.source === "."
      ? ""
      : at.source + (at.commit ? `@${at.commit.slice(0, 12)}` : "") + (at.commit ? ":" : "/");
  const line = at.line === undefined ? "" : `:${at.line}${at.column === undefined ? "" : `:${at.column}`}`;
  return `${source}${at.path}${line}`;
}
