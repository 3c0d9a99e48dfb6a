import { copyFile, link, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { canonicalJson, type Issue, type Result } from "@ipai/core";
import { z } from "zod";
import type { BackupConfig } from "../config/schema.ts";
import type { StoredFile } from "../facts/observe.ts";
import { fault, firstOf } from "../run/fault.ts";
import { stageFolder } from "./stage.ts";

/** What became of the files that an instant names. */
export interface Staged {
  /** Files that are not in the copy. */
  readonly missing: readonly string[];
  /** Those of them that a person accepted as lost. */
  readonly accepted: readonly string[];
}

/**
 * Files that the point names, brought into the stage: linked where the disk is the same (Odoo never rewrites one),
 * else copied. Those that are missing or have another size are named, and the copy goes on without them; null where
 * most of them are, for then the filestore is not there, and what is left is no copy.
 *
 * @param accept takes those that are missing now as lost for good, in this copy and in later ones
 */
export async function stageFiles(
  config: BackupConfig,
  files: readonly StoredFile[],
  accept: boolean,
): Promise<Result<Staged | null>> {
  const target = join(stageFolder(config), "filestore");
  await mkdir(target, { recursive: true });
  const missing: { name: string; message: string }[] = [];
  for (const file of files) {
    const message = await stageFile(file, config.filestore, target);
    if (message) missing.push({ name: file.name, message });
  }
  const names = missing.map(({ name }) => name);
  const lost = new Set(accept ? names : await readLost(config));
  const unexpected = missing.filter(({ name }) => !lost.has(name));
  if (unexpected.length * 2 > files.length)
    return { value: null, issues: [noFilestore(config, missing, files.length)] };
  if (accept) await writeFile(lostFile(config), `${canonicalJson(names, 1)}\n`, { mode: 0o600 });
  const value = { missing: names, accepted: names.filter((name) => lost.has(name)) };
  return { value, issues: firstOf(unexpected.map(missingFile), "files are missing") };
}

async function stageFile({ name, bytes }: StoredFile, from: string, to: string): Promise<string | null> {
  if (!/^[0-9a-f]{2}\/[0-9a-f]{40}$/.test(name)) return "this is no name of Odoo's filestore";
  const [source, target] = [join(from, name), join(to, name)];
  const found = await stat(source).catch(() => null);
  if (!found) return "the filestore does not have it";
  if (!found.isFile()) return "it is no file";
  if (bytes !== null && found.size !== bytes) return `it has ${found.size} bytes, the database says ${bytes}`;
  await mkdir(dirname(target), { recursive: true });
  await link(source, target).catch(() => copyFile(source, target));
  return null;
}

function lostFile({ work, name }: BackupConfig): string {
  return join(work, name, "lost.json");
}

/** Files that a person accepted as lost. */
async function readLost(config: BackupConfig): Promise<string[]> {
  const text = await readFile(lostFile(config), "utf8").catch(() => "[]");
  return z.array(z.string()).parse(JSON.parse(text));
}

function missingFile({ name, message }: { readonly name: string; readonly message: string }): Issue {
  const advice =
    "restore this file from an older copy; if it is lost for good, run `ipai backup create --accept-missing`";
  return fault("backup-file-missing", `${name}: ${message}`, advice);
}

function noFilestore({ filestore }: BackupConfig, missing: readonly unknown[], files: number): Issue {
  const message = `${missing.length} of the ${files} files that the database names are not in ${filestore}: no copy was made`;
  const advice = "mount the filestore, or correct `filestore`; if the files are lost for good, add --accept-missing";
  return fault("backup-filestore-gone", message, advice);
}
