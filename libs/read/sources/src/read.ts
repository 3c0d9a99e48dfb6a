import { closeSync, constants, fstatSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runGit } from "./git.ts";
import type { Reader, WantedFile } from "./source.ts";

/** Larger files are not handed over: no module needs them parsed, and memory stays bounded. */
export const LARGEST_FILE = 16 * 2 ** 20;
/** So many objects go through one git process: enough to forget its start, few enough for a small temporary file. */
const OBJECTS_PER_RUN = 10_000;
const WINDOW = 2 ** 20;

/** Why a file's bytes are not there: it vanished, is not a plain file, or is larger than `LARGEST_FILE`. */
export type Unread = "missing" | "too-large";

/** `bytes` are valid during the call only: the buffer is used again for the next file. */
export type OnFile = (index: number, bytes: Buffer | Unread) => void;

/**
 * Reads files in bulk and in the order given, with one `git cat-file --batch` or plain reads. Synchronous:
 * four times faster than promises, and meant for worker threads. Links are not followed.
 */
export function readFiles(reader: Reader, wanted: readonly WantedFile[], onFile: OnFile): void {
  if (reader.kind === "folder") return readFolder(reader.root, wanted, onFile);
  for (let from = 0; from < wanted.length; from += OBJECTS_PER_RUN) {
    readObjects(reader.gitDir, wanted.slice(from, from + OBJECTS_PER_RUN), (index, bytes) =>
      onFile(from + index, bytes),
    );
  }
}

function readFolder(root: string, wanted: readonly WantedFile[], onFile: OnFile): void {
  wanted.forEach(({ path }, index) => onFile(index, readWhole(join(root, path))));
}

/** Links are not followed and devices not waited for: neither is in a listing, but the disk may have changed. */
const PLAIN_FILE = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

function readWhole(path: string): Buffer | Unread {
  let fd: number | undefined;
  try {
    fd = openSync(path, PLAIN_FILE);
    const stat = fstatSync(fd);
    if (!stat.isFile()) return "missing";
    if (stat.size > LARGEST_FILE) return "too-large";
    const bytes = Buffer.allocUnsafe(stat.size);
    return bytes.subarray(0, readSync(fd, bytes, 0, stat.size, 0));
  } catch {
    return "missing";
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** git writes to a file, which measures faster than a pipe into Node, and is read through one window. */
function readObjects(gitDir: string, wanted: readonly WantedFile[], onFile: OnFile): void {
  const scratch = mkdtempSync(join(tmpdir(), "ipai-objects-"));
  const fd = openSync(join(scratch, "batch"), "w+");
  // Nameless at once: the system frees it however this process ends.
  rmSync(scratch, { recursive: true, force: true });
  try {
    const input = wanted.map(({ oid }) => `${oid}\n`).join("");
    runGit([`--git-dir=${gitDir}`, "cat-file", "--batch"], { input, stdout: fd });
    new BatchOutput(fd).each(wanted.length, onFile);
  } finally {
    closeSync(fd);
  }
}

/** `<oid> <type> <size>\n<bytes>\n`, or `<oid> missing\n`, for each object. */
class BatchOutput {
  readonly #fd: number;
  #buffer = Buffer.allocUnsafe(WINDOW);
  /** The window: bytes `start` to `end` of the buffer are unread; `position` is where the file goes on. */
  #start = 0;
  #end = 0;
  #position = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  each(count: number, onFile: OnFile): void {
    for (let index = 0; index < count; index++) {
      const [, type, size] = this.#header().split(" ");
      if (type === "blob") this.#body(Number(size), index, onFile);
      else {
        if (size !== undefined) this.#skip(Number(size) + 1);
        onFile(index, "missing");
      }
    }
  }

  #header(): string {
    let newline = this.#buffer.subarray(0, this.#end).indexOf(10, this.#start);
    if (newline < 0) {
      this.#fill(4096);
      newline = this.#buffer.subarray(0, this.#end).indexOf(10, this.#start);
      if (newline < 0) return "";
    }
    const header = this.#buffer.toString("latin1", this.#start, newline);
    this.#start = newline + 1;
    return header;
  }

  #body(size: number, index: number, onFile: OnFile): void {
    if (size > LARGEST_FILE) {
      this.#skip(size + 1);
      return onFile(index, "too-large");
    }
    if (this.#end - this.#start < size + 1) this.#fill(size + 1);
    const body = this.#buffer.subarray(this.#start, this.#start + size);
    this.#start += size + 1;
    onFile(index, body);
  }

  #skip(bytes: number): void {
    const inWindow = Math.min(bytes, this.#end - this.#start);
    this.#start += inWindow;
    this.#position += bytes - inWindow;
  }

  /** Moves what is left to the front and reads on, until `needed` bytes are there or the file ends. */
  #fill(needed: number): void {
    const left = this.#buffer.subarray(this.#start, this.#end);
    const target = needed > this.#buffer.length ? Buffer.allocUnsafe(needed + WINDOW) : this.#buffer;
    left.copy(target);
    this.#buffer = target;
    this.#end = left.length;
    this.#start = 0;
    while (this.#end < target.length) {
      const read = readSync(this.#fd, target, this.#end, target.length - this.#end, this.#position);
      if (read === 0) return;
      this.#end += read;
      this.#position += read;
    }
  }
}
