import { randomBytes } from "node:crypto";
import type { Issue, Result } from "@ipai/core";
import type { Client } from "pg";
import type { BackupConfig } from "../config/schema.ts";
import type { Manifest } from "../facts/manifest.ts";
import { finish } from "../run/process.ts";
import { fault } from "../run/fault.ts";
import { repositoryOf } from "../site/repository.ts";
import { AlreadyRunning, guardDatabase, holdPoint, type Point } from "./point.ts";
import { dumpDatabase, emptyStage, removeStage, stageFiles, stageFolder, writeManifest } from "./stage.ts";
import { folderBytes, uploadCopy, type Upload } from "./upload.ts";

/** Steps of `createCopy`, in order; `onPhase` is told when one begins. */
export const PHASES = ["hold", "dump", "files", "manifest", "upload", "clean"] as const;
export type Phase = (typeof PHASES)[number];

export interface CreateOptions {
  /** Make repositories that are not there yet: without it a missing one is an issue, for it may be an unmounted disk. */
  readonly init?: boolean;
  readonly onPhase?: (phase: Phase) => void;
}

export interface Created {
  /** Null when there was nothing to bring anywhere. */
  readonly manifest: Manifest | null;
  readonly sites: readonly Upload[];
}

/**
 * Copies database and filestore, as they were at one instant, to every site. A site that did not get the copy and a
 * file that is missing are issues that name them; the other sites get theirs all the same. Never throws for what the
 * server, the disk or a site does.
 */
export async function createCopy(config: BackupConfig, options: CreateOptions = {}): Promise<Result<Created>> {
  try {
    return await guardDatabase(config, (guard) => copyEverywhere(config, guard, options));
  } catch (error) {
    return { value: { manifest: null, sites: [] }, issues: [failure(error as Error)] };
  }
}

async function copyEverywhere(
  config: BackupConfig,
  guard: Client,
  { init = false, onPhase: phase = () => {} }: CreateOptions,
): Promise<Result<Created>> {
  phase("hold");
  const { value: manifest, issues } = await holdPoint(config, guard, (point) => stageCopy(config, point, phase));
  if (!manifest) return { value: { manifest, sites: [] }, issues };
  phase("upload");
  const bytes = await folderBytes(stageFolder(config));
  const repositories = config.sites.map((site) => repositoryOf(site, config));
  const sent = await Promise.all(repositories.map((it) => uploadCopy(config, it, manifest, { init, bytes })));
  phase("clean");
  await removeStage(config);
  const sites = sent.map(({ value }) => value);
  return { value: { manifest, sites }, issues: [...issues, ...sent.flatMap((it) => it.issues)] };
}

async function stageCopy(
  config: BackupConfig,
  point: Point,
  phase: (phase: Phase) => void,
): Promise<Result<Manifest | null>> {
  await emptyStage(config);
  phase("dump");
  const failed = await dumpDatabase(config, point);
  if (failed) return { value: null, issues: [failed] };
  phase("files");
  const { value: missing, issues } = await stageFiles(config, point.files);
  phase("manifest");
  const manifest = await manifestOf(config, point, missing);
  await writeManifest(config, manifest);
  return { value: manifest, issues };
}

async function manifestOf(config: BackupConfig, point: Point, missing: string[]): Promise<Manifest> {
  const time = point.time.toISOString();
  const id = `${time.slice(0, 19).replaceAll(/[-:]/g, "")}Z-${randomBytes(3).toString("hex")}`;
  return {
    version: 1,
    id,
    name: config.name,
    time,
    database: point.database,
    snapshot: point.at,
    facts: point.facts,
    missing,
    tools: {
      postgresql: point.serverVersion,
      pg_dump: await firstLine("pg_dump", "--version"),
      restic: await firstLine("restic", "version"),
    },
  };
}

async function firstLine(program: string, flag: string): Promise<string> {
  return (await finish(program, [flag])).stdout.split("\n")[0]!.trim();
}

function failure(error: Error & { code?: string }): Issue {
  if (error instanceof AlreadyRunning)
    return fault("backup-running", error.message, "wait for its end; nothing was copied by this run");
  if (error.code === "ENOSPC")
    return fault("backup-disk-full", "the work folder's disk is full", "free space, or set `work` to another disk");
  return fault("backup-failed", error.message, "nothing was copied: check the server and the work folder");
}
