import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { lstatSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson } from "@ipai/core";
import type { Check } from "../schema.ts";

/** Neither records of other checks nor what the tool itself writes (cache, logs, reports) are inputs, or each run would void the one before. */
const NOT_INPUTS = [":(exclude)evidence/gates", ":(exclude)evidence/odoosh", ":(exclude).ipai", ":(exclude)dist"];

/** SHA-256 of what a check asks: another command, fact, threshold or control is another check. */
export function definitionDigest({ command, observe, exits, threshold, control }: Check): string {
  return sha256(canonicalJson({ command, observe, exits, threshold, control: control ?? null }));
}

/**
 * SHA-256 over path and git's hash of every file that a check rests on, committed or not. The bytes of the work tree are
 * hashed, each time: what git's index says of them can be told to be wrong (`update-index --assume-unchanged`, a clock).
 * Null outside git.
 */
export function inputsDigest(root: string, inputs: readonly string[] = ["."]): string | null {
  const paths = ["--", ...inputs, ...NOT_INPUTS];
  const staged = git(root, ["ls-files", "-z", "--stage", ...paths]);
  const untracked = git(root, ["ls-files", "-z", "--others", "--exclude-standard", ...paths]);
  if (staged === null || untracked === null) return null;
  const oids = new Map<string, string>();
  for (const line of list(staged)) {
    const path = line.slice(line.indexOf("\t") + 1);
    const [mode, oid] = line.split(" ") as [string, string];
    // Of another repository inside this one, git keeps the commit only.
    const hash = mode === "160000" ? oid : hashFile(join(root, path));
    if (hash) oids.set(path, hash);
  }
  for (const path of list(untracked)) {
    const hash = hashFile(join(root, path));
    if (hash) oids.set(path, hash);
  }
  return sha256(canonicalJson(Object.fromEntries(oids)));
}

/** Git's hash of a file's bytes, or of where a link leads; null for a path that is gone or is a folder. */
function hashFile(path: string): string | null {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found?.isFile() && !found?.isSymbolicLink()) return null;
  const bytes = found.isFile() ? readFileSync(path) : Buffer.from(readlinkSync(path));
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

function list(text: string): string[] {
  return text.split("\0").filter(Boolean);
}

function git(root: string, args: readonly string[]): string | null {
  const { status, stdout } = spawnSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 });
  return status === 0 ? stdout : null;
}

/** SHA-256 as hex. */
export function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
