import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson } from "@ipai/core";
import type { Check } from "../schema.ts";

/** Records of other checks are no input of a check, or each record would void the one before. */
const NOT_INPUTS = [":(exclude)evidence/gates", ":(exclude)evidence/odoosh"];

/** SHA-256 of what a check asks: another command, fact, threshold or control is another check. */
export function definitionDigest({ command, observe, exits, threshold, control }: Check): string {
  return sha256(canonicalJson({ command, observe, exits, threshold, control: control ?? null }));
}

/** SHA-256 over path and git's hash of every file that a check rests on, committed or not. Null outside git. */
export function inputsDigest(root: string, inputs: readonly string[] = ["."]): string | null {
  const paths = ["--", ...inputs, ...NOT_INPUTS];
  const staged = git(root, ["ls-files", "-z", "--stage", ...paths]);
  const changed = git(root, ["diff-files", "-z", "--name-only", ...paths]);
  const untracked = git(root, ["ls-files", "-z", "--others", "--exclude-standard", ...paths]);
  if (staged === null || changed === null || untracked === null) return null;
  const oids = new Map(list(staged).map((line) => [line.slice(line.indexOf("\t") + 1), line.split(" ")[1]!]));
  const edited = [...list(changed), ...list(untracked)];
  for (const path of edited) oids.delete(path);
  for (const [path, oid] of hashFiles(root, edited)) oids.set(path, oid);
  return sha256(canonicalJson(Object.fromEntries(oids)));
}

/** Paths that are gone have no hash. */
function hashFiles(root: string, paths: readonly string[]): [string, string][] {
  const there = paths.filter((path) => existsSync(join(root, path)));
  const oids = git(root, ["hash-object", "--stdin-paths"], there.join("\n"))?.split("\n") ?? [];
  return there.map((path, index) => [path, oids[index] ?? ""]);
}

function list(text: string): string[] {
  return text.split("\0").filter(Boolean);
}

function git(root: string, args: readonly string[], input = ""): string | null {
  const { status, stdout } = spawnSync("git", args, { cwd: root, input, encoding: "utf8", maxBuffer: 2 ** 28 });
  return status === 0 ? stdout : null;
}

/** SHA-256 as hex. */
export function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
