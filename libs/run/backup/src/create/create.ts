import { randomBytes } from "node:crypto";
import type { Issue, Result } from "@ipai/core";
import type { BackupConfig } from "../config/schema.ts";
import type { Manifest } from "../facts/manifest.ts";
import { finish } from "../run/process.ts";
import { fault } from "../run/fault.ts";
import { repositoryOf } from "../site/repository.ts";
import { CLOCK_TOLERANCE_MILLISECONDS } from "../site/state.ts";
import { stageFiles, type Staged } from "./files.ts";
import { AlreadyRunning, guardWork } from "./guard.ts";
import { holdPoint, type Point } from "./point.ts";
import { dumpDatabase, emptyStage, removeStage, stageFolder, writeManifest } from "./stage.ts";
import { folderBytes, uploadCopy, type Upload } from "./upload.ts";

/** Steps of `createCopy`, in order; `onPhase` is told when one begins. */
export const PHASES = ["hold", "dump", "files", "manifest", "upload", "clean"] as const;
export type Phase = (typeof PHASES)[number];

export interface CreateOptions {
  /** Make repositories that are not there yet: without it a missing one is an issue, for it may be an unmounted disk. */
  readonly init?: boolean;
  /** Takes the files that are missing now as lost for good: copies without them are complete from now on. */
  readonly acceptMissing?: boolean;
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
    return await guardWork(config, (lock) => copyEverywhere(config, lock, options));
  } catch (error) {
    return { value: { manifest: null, sites: [] }, issues: [failure(error as Error)] };
  }
}

async function copyEverywhere(config: BackupConfig, lock: number, options: CreateOptions): Promise<Result<Created>> {
  const phase = options.onPhase ?? (() => {});
  try {
    phase("hold");
    const { value: manifest, issues } = await holdPoint(config, (point) => stageCopy(config, point, lock, options));
    if (!manifest) return { value: { manifest, sites: [] }, issues };
    phase("upload");
    const bytes = await folderBytes(stageFolder(config));
    const copy = { ...manifest, missing: manifest.missing.length - manifest.accepted.length };
    const repositories = config.sites.map((site) => repositoryOf(site, config));
    const how = { init: options.init ?? false, bytes, lock };
    const sent = await Promise.all(repositories.map((it) => uploadCopy(config, it, copy, how)));
    phase("clean");
    const sites = sent.map(({ value }) => value);
    return { value: { manifest, sites }, issues: [...issues, ...sent.flatMap((it) => it.issues)] };
  } finally {
    // Whatever happened: a disk that is full of half a copy would stay full.
    await removeStage(config);
  }
}

async function stageCopy(
  config: BackupConfig,
  point: Point,
  lock: number,
  { acceptMissing = false, onPhase: phase = () => {} }: CreateOptions,
): Promise<Result<Manifest | null>> {
  await emptyStage(config);
  phase("dump");
  const failed = await dumpDatabase(config, point, lock);
  if (failed) return { value: null, issues: [failed] };
  phase("files");
  const { value: files, issues } = await stageFiles(config, point.files, acceptMissing);
  if (!files) return { value: null, issues };
  phase("manifest");
  const manifest = await manifestOf(config, point, files);
  await writeManifest(config, manifest);
  return { value: manifest, issues: [...issues, ...judgePoint(point)] };
}

/** What is wrong with an instant, though it can be copied. */
function judgePoint({ time, unreadableObjects }: Point): Issue[] {
  const ahead = Math.round((time.getTime() - Date.now()) / 60_000);
  const issues: Issue[] = [];
  if (Math.abs(ahead) * 60_000 > CLOCK_TOLERANCE_MILLISECONDS) {
    const message = `the server's clock is ${Math.abs(ahead)} minutes ${ahead > 0 ? "ahead of" : "behind"} this machine's`;
    issues.push(
      fault("backup-clock", message, "mend the clock that is wrong: copies are kept and judged by their age"),
    );
  }
  if (unreadableObjects) {
    const message = `large objects of ${unreadableObjects} are not in the copy: our role may not read them`;
    const advice = "Odoo makes none: drop them as a superuser (`SELECT lo_unlink(oid) FROM pg_largeobject_metadata`)";
    issues.push(fault("backup-large-objects", message, advice));
  }
  return issues;
}

async function manifestOf(config: BackupConfig, point: Point, files: Staged): Promise<Manifest> {
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
    missing: [...files.missing],
    accepted: [...files.accepted],
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
