import type { Stats } from "node:fs";
import { readCached, writeCached } from "./cache-file.ts";

/** Size, modification and change time (ms), inode; then the blob's oid. */
type Row = readonly [size: number, mtime: number, ctime: number, ino: number, oid: string];

/** A file changed within this time before it was hashed may change again without a new time stamp. */
const CLOCK_GRAIN_MS = 2000;

/** Oids of files by their stat, as git's own index: an untouched file is not read again. */
export class StatIndex {
  readonly #file: string | null;
  readonly #old: ReadonlyMap<string, Row>;
  readonly #new = new Map<string, Row>();
  readonly #trustedBefore = Date.now() - CLOCK_GRAIN_MS;
  #changed = false;

  /** `file` is where the index is kept; null for one that lives only in memory. */
  constructor(file: string | null) {
    this.#file = file;
    this.#old = new Map(file ? (readCached<[string, Row][]>(file) ?? []) : []);
  }

  oid(path: string, stat: Stats, hash: () => string): string {
    const row = this.#old.get(path);
    const same =
      row && row[0] === stat.size && row[1] === stat.mtimeMs && row[2] === stat.ctimeMs && row[3] === stat.ino;
    const oid = same ? row[4] : hash();
    this.#changed ||= !same;
    if (same || (stat.mtimeMs < this.#trustedBefore && stat.ctimeMs < this.#trustedBefore))
      this.#new.set(path, same ? row : [stat.size, stat.mtimeMs, stat.ctimeMs, stat.ino, oid]);
    return oid;
  }

  save(): void {
    if (this.#file && (this.#changed || this.#new.size !== this.#old.size)) writeCached(this.#file, [...this.#new]);
  }
}
