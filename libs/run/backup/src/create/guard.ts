import { spawnSync } from "node:child_process";
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BackupConfig } from "../config/schema.ts";

/** Another `create` with this work folder is at work. */
export class AlreadyRunning extends Error {}

/** How long the children of a run that was killed may take to end. */
const LAST_BREATH_MILLISECONDS = 10_000;

/**
 * Runs `work` while no other `create` can use the work folder. The kernel holds the lock, on an open file that our
 * programs inherit: it ends with the last of them, however that one ends, and no database role can take or keep it.
 * Throws `AlreadyRunning`.
 *
 * @param work gets the open file, for the programs that it starts
 */
export async function guardWork<T>(config: BackupConfig, work: (lock: number) => Promise<T>): Promise<T> {
  const folder = join(config.work, config.name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, "lock");
  const lock = openSync(path, "a+", 0o600);
  try {
    const until = Date.now() + LAST_BREATH_MILLISECONDS;
    while (!take(lock)) {
      const holder = readFileSync(path, "utf8").trim();
      if (isAlive(Number(holder)) || Date.now() > until)
        throw new AlreadyRunning(`another copy is being made with this work folder, by process ${holder || "unknown"}`);
      await sleep(100);
    }
    ftruncateSync(lock);
    writeSync(lock, `${process.pid}\n`);
    return await work(lock);
  } finally {
    closeSync(lock);
  }
}

function take(lock: number): boolean {
  const { status, error } = spawnSync("flock", ["--nonblock", "3"], { stdio: ["ignore", "ignore", "ignore", lock] });
  if (error) throw error;
  return status === 0;
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
