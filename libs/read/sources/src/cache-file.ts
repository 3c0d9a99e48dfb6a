import { hash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** The value written by `writeCached`, or null where there is none or its bytes are damaged. */
export function readCached<T>(file: string): T | null {
  try {
    const text = readFileSync(file, "utf8");
    const body = text.slice(41);
    return text.slice(0, 40) === hash("sha1", body) ? (JSON.parse(body) as T) : null;
  } catch {
    return null;
  }
}

/** Writes a JSON value with its checksum, whole or not at all; a cache that cannot be written is no error. */
export function writeCached(file: string, value: unknown): void {
  const body = JSON.stringify(value);
  writeWhole(file, `${hash("sha1", body)}\n${body}`);
}

/** Writes to a name of this process, then renames: a reader sees the old file or the new one. */
export function writeWhole(file: string, data: string | Uint8Array): boolean {
  const scratch = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(scratch, data);
    renameSync(scratch, file);
    return true;
  } catch {
    rmSync(scratch, { force: true });
    return false;
  }
}
