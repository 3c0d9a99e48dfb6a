import type { Result } from "@ipai/core";
import type { Pitr } from "../config/schema.ts";
import { fault } from "../run/fault.ts";
import { pgbackrest, readBaseBackups, type BaseBackup } from "./pgbackrest.ts";

/** What recovery to an instant can rely on. */
export interface PitrStatus {
  readonly backups: readonly BaseBackup[];
  readonly lastWal: string | null;
  /** Seconds from a switch of WAL to its file in every repository, measured now; null where it did not arrive. */
  readonly archiveSeconds: number | null;
  /** The most work that a crash loses now: how long WAL may wait, and how long it travels. */
  readonly rpoMinutes: number | null;
}

/** Makes a base backup: the first is full, later ones as `type` says. */
export async function createBase(pitr: Pitr, type: "full" | "diff" | "incr"): Promise<Result<BaseBackup | null>> {
  for (const args of [["stanza-create"], ["backup", `--type=${type}`]]) {
    const { issue } = await pgbackrest(pitr, args);
    if (issue) return { value: null, issues: [issue] };
  }
  const { backups, issue } = await readBaseBackups(pitr);
  return { value: backups.at(-1) ?? null, issues: issue ? [issue] : [] };
}

/** Switches WAL, waits until it is archived, and says what can be recovered. */
export async function readPitrStatus(pitr: Pitr, targetMinutes: number): Promise<Result<PitrStatus>> {
  const began = Date.now();
  const check = await pgbackrest(pitr, ["check", "--archive-timeout=60"]);
  const archiveSeconds = check.issue ? null : (Date.now() - began) / 1000;
  const { backups, lastWal, issue } = await readBaseBackups(pitr);
  const rpoMinutes = archiveSeconds === null ? null : (pitr.archive_timeout_seconds + archiveSeconds) / 60;
  const issues = [check.issue, issue].filter((it) => it !== null);
  if (!issues.length && !backups.length)
    issues.push(fault("pitr-no-base", "there is no base backup", "run `ipai backup pitr create`"));
  if (rpoMinutes !== null && rpoMinutes > targetMinutes)
    issues.push(
      fault(
        "pitr-rpo",
        `${rpoMinutes.toFixed(1)} minutes of work may be lost, ${targetMinutes} are allowed`,
        "lower archive_timeout_seconds, or see why archiving is slow",
      ),
    );
  return { value: { backups, lastWal, archiveSeconds, rpoMinutes }, issues };
}
