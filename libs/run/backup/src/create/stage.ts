import { cpus } from "node:os";
import { copyFile, link, mkdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { canonicalJson, type Issue, type Result } from "@ipai/core";
import type { BackupConfig } from "../config/schema.ts";
import { addressOf } from "../config/read.ts";
import type { Manifest } from "../facts/manifest.ts";
import type { StoredFile } from "../facts/observe.ts";
import { fault } from "../run/fault.ts";
import { finish } from "../run/process.ts";
import type { Point } from "./point.ts";

/** A copy in the making lies in one folder: `manifest.json`, `database/`, `filestore/`. */
export function stageFolder({ work, name }: BackupConfig): string {
  return join(work, name, "copy");
}

/** The database at the point, as `pg_dump` writes it: one file per table, so that unchanged tables cost nothing. */
export async function dumpDatabase(config: BackupConfig, point: Point): Promise<Issue | null> {
  const { host, port, user, password } = addressOf(config.database);
  const target = join(stageFolder(config), "database");
  const args = ["--format=directory", "--compress=0", `--jobs=${Math.max(1, cpus().length)}`, "--no-sync"];
  const { exit, stderr } = await finish(
    "pg_dump",
    [
      ...args,
      `--snapshot=${point.snapshot}`,
      `--file=${target}`,
      "-h",
      host,
      "-p",
      String(port),
      "-U",
      user,
      "-w",
      config.database.name,
    ],
    { env: { PGPASSWORD: password } },
  );
  if (exit === 0) return null;
  const message = `pg_dump ended with ${exit ?? "a signal"}: ${stderr.trim().split("\n")[0] ?? ""}`;
  const advice = "check the server, the rights of the role, and free space in the work folder";
  return fault("backup-dump", message, advice);
}

/**
 * Files that the point names, brought into the stage: linked where the disk is the same (Odoo never rewrites one),
 * else copied. Those that are missing or have another size are named, and the copy goes on without them.
 */
export async function stageFiles(config: BackupConfig, files: readonly StoredFile[]): Promise<Result<string[]>> {
  const target = join(stageFolder(config), "filestore");
  await mkdir(target, { recursive: true });
  const missing: string[] = [];
  const issues: Issue[] = [];
  for (const file of files) {
    const message = await stageFile(file, config.filestore, target);
    if (message) missing.push(file.name);
    if (message) issues.push(missingFile(file.name, message));
  }
  return { value: missing, issues };
}

async function stageFile({ name, bytes }: StoredFile, from: string, to: string): Promise<string | null> {
  if (!/^[0-9a-f]{2}\/[0-9a-f]{40}$/.test(name)) return "this is no name of Odoo's filestore";
  const [source, target] = [join(from, name), join(to, name)];
  const found = await stat(source).catch(() => null);
  if (!found) return "the filestore does not have it";
  if (bytes !== null && found.size !== bytes) return `it has ${found.size} bytes, the database says ${bytes}`;
  await mkdir(dirname(target), { recursive: true });
  await link(source, target).catch(() => copyFile(source, target));
  return null;
}

function missingFile(name: string, message: string): Issue {
  const advice = "restore this file from an older copy, or find out who removed it: the database still names it";
  return fault("backup-file-missing", `${name}: ${message}`, advice);
}

/** Writes `manifest.json`, last: a stage that has it is whole. */
export async function writeManifest(config: BackupConfig, manifest: Manifest): Promise<void> {
  await writeFile(join(stageFolder(config), "manifest.json"), `${canonicalJson(manifest, 1)}\n`);
}

/** Takes away what an earlier run left, and makes room. */
export async function emptyStage(config: BackupConfig): Promise<void> {
  await rm(stageFolder(config), { recursive: true, force: true });
  await mkdir(stageFolder(config), { recursive: true, mode: 0o700 });
}

/** Removes the stage. */
export async function removeStage(config: BackupConfig): Promise<void> {
  await rm(stageFolder(config), { recursive: true, force: true });
}
