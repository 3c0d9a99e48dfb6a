import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";

/** One module's facts in a pack; the summary stays text until somebody asks for it. */
export interface PackEntry {
  readonly offset: number;
  readonly length: number;
  readonly crc: number;
  readonly summary: string;
}

/**
 * Facts of many modules in a file that is written once, and an index that says what lies where: entry lines
 * `key offset length crc summary`, then the checksum of all before it. The index is renamed into place last, so
 * a pack that has one is whole.
 */
export class Pack {
  readonly entries = new Map<string, PackEntry>();
  /** Size of the facts, in bytes. */
  readonly size: number;
  readonly #fd: number;

  private constructor(path: string) {
    this.#fd = openSync(`${path}.facts`, "r");
    this.size = fstatSync(this.#fd).size;
  }

  /** Null for a pack that is gone, cut short or damaged: its modules are then simply not cached. */
  static open(path: string): Pack | null {
    try {
      const index = readFileSync(`${path}.index`);
      const end = index.lastIndexOf("\n", -2) + 1;
      if (Number(index.toString("latin1", end)) !== crc32(index.subarray(0, end))) return null;
      const pack = new Pack(path);
      if (pack.#load(index.toString("utf8", 0, end))) return pack;
      pack.close();
      return null;
    } catch {
      return null;
    }
  }

  #load(index: string): boolean {
    for (let start = 0; start < index.length;) {
      const end = index.indexOf("\n", start);
      const brace = index.indexOf("{", start);
      const [key = "", offset, length, crc] = index.slice(start, brace).split("\t");
      const summary = index.slice(brace, end);
      const entry = { offset: Number(offset), length: Number(length), crc: Number(crc), summary };
      if (entry.offset + entry.length > this.size) return false;
      this.entries.set(key, entry);
      start = end + 1;
    }
    return true;
  }

  /** The JSON of an entry; null where the bytes are not those that were written. */
  read(entry: PackEntry): Buffer | null {
    const bytes = Buffer.allocUnsafe(entry.length);
    const read = readSync(this.#fd, bytes, 0, entry.length, entry.offset);
    return read === entry.length && crc32(bytes) === entry.crc ? bytes : null;
  }

  close(): void {
    closeSync(this.#fd);
  }
}

const BUFFER = 2 ** 20;

/** Writes a pack; until `finish` nobody sees it. */
export class PackWriter {
  readonly #path: string;
  readonly #scratch: string;
  readonly #fd: number;
  readonly #index: string[] = [];
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
    this.#scratch = `${path}.${process.pid}.part`;
    mkdirSync(dirname(path), { recursive: true });
    this.#fd = openSync(this.#scratch, "w");
  }

  add(key: string, json: Uint8Array, summary: string): void {
    this.#index.push(`${key}\t${this.#offset}\t${json.length}\t${crc32(json)}\t${summary}\n`);
    this.#waiting.push(json);
    this.#waitingBytes += json.length;
    this.#offset += json.length;
    if (this.#waitingBytes > BUFFER) this.#flush();
  }

  finish(): void {
    this.#flush();
    closeSync(this.#fd);
    renameSync(this.#scratch, `${this.#path}.facts`);
    const body = this.#index.join("");
    writeFileSync(this.#scratch, `${body}${crc32(body)}\n`);
    renameSync(this.#scratch, `${this.#path}.index`);
  }

  abandon(): void {
    closeSync(this.#fd);
    rmSync(this.#scratch, { force: true });
  }

  #flush(): void {
    for (const bytes of this.#waiting.length ? [Buffer.concat(this.#waiting)] : []) writeFileSync(this.#fd, bytes);
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}
