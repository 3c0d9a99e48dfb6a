import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readCached, writeCached } from "@ipai/sources";
import type { Answers, Found, Wanted } from "./index/ask.ts";
import { normalName } from "./names.ts";

/** What a place said about one requirement: a file, or why there is none. */
export interface Answered {
  readonly at: number;
  readonly file: Found | null;
  readonly why: string | null;
}

/** As long as pip itself takes an index's page for fresh. */
const FRESH = 10 * 60_000;

/** Wheels by their SHA-256, and what indexes answered, in a folder of this machine; a file there is what its name says. */
export class WheelStore {
  readonly folder: string;
  readonly #answers = new Map<string, Map<string, Answered>>();

  constructor(cache: string) {
    this.folder = join(cache, "packages");
  }

  /** Bytes of a wheel; null where it is not here, or is not what its name says. */
  wheel(sha256: string): Buffer | null {
    const path = this.#path(sha256);
    if (!existsSync(path)) return null;
    const bytes = readFileSync(path);
    if (createHash("sha256").update(bytes).digest("hex") === sha256) return bytes;
    rmSync(path, { force: true });
    return null;
  }

  has(sha256: string): boolean {
    return existsSync(this.#path(sha256));
  }

  /** Takes a downloaded file in, by renaming: it is there whole or not at all. Answers its SHA-256. */
  take(file: string): string {
    const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
    mkdirSync(this.folder, { recursive: true });
    renameSync(file, this.#path(sha256));
    return sha256;
  }

  /** What a place said before; an old answer only where nobody can be asked. */
  answer(place: string, wanted: Wanted, anyAge: boolean): Answered | null {
    const before = this.#of(place).get(keyOf(wanted));
    return before && (anyAge || Date.now() - before.at < FRESH) ? before : null;
  }

  remember(place: string, wanted: readonly Wanted[], answers: Answers): void {
    const all = this.#of(place);
    for (const one of wanted) {
      const name = normalName(one.name);
      const [file, why] = [answers.found.get(name) ?? null, answers.absent.get(name) ?? null];
      if (file || why !== null) all.set(keyOf(one), { at: Date.now(), file, why });
    }
    if (wanted.length > 0) writeCached(join(this.folder, `${place}.json`), [...all]);
  }

  #path(sha256: string): string {
    return join(this.folder, `${sha256}.whl`);
  }

  #of(place: string): Map<string, Answered> {
    const known = this.#answers.get(place);
    if (known) return known;
    const read = new Map(readCached<[string, Answered][]>(join(this.folder, `${place}.json`)) ?? []);
    this.#answers.set(place, read);
    return read;
  }
}

const keyOf = ({ name, specifier }: Wanted): string => `${normalName(name)}${specifier}`;
