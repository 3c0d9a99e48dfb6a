import { cpus } from "node:os";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson, type Issue } from "@ipai/core";
import type { BackupConfig } from "../config/schema.ts";
import { addressOf } from "../config/read.ts";
import type { Manifest } from "../facts/manifest.ts";
import { fault } from "../run/fault.ts";
import { finish } from "../run/process.ts";
import type { Point } from "./point.ts";

/** A copy in the making lies in one folder: `manifest.json`, `database/`, `filestore/`. */
export function stageFolder({ work, name }: BackupConfig): string {
  return join(work, name, "copy");
}

/** The database at the point, as `pg_dump` writes it: one file per table, so that unchanged tables cost nothing. */
export async function dumpDatabase(config: BackupConfig, point: Point, lock: number): Promise<Issue | null> {
  const { host, port, user, password } = addressOf(config.database);
  const target = join(stageFolder(config), "database");
  const args = ["--format=directory", "--compress=0", `--jobs=${Math.max(1, cpus().length)}`, "--no-sync"];
  const { exit, stderr } = await finish(
    "pg_dump",
    [
      ...args,
      `--snapshot=${point.snapshot}`,
      `--file=${target}`,
      ...(point.unreadableObjects ? ["--no-blobs"] : []),
      "-h",
      host,
      "-p",
      String(port),
      "-U",
      user,
      "-w",
      config.database.name,
    ],
    { env: { PGPASSWORD: password }, holding: lock },
  );
  if (exit === 0) return null;
  const message = `pg_dump ended with ${exit ?? "a signal"}: ${stderr.trim().split("\n")[0] ?? ""}`;
  const advice = "check the server, the rights of the role, and free space in the work folder";
  return fault("backup-dump", message, advice);
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
