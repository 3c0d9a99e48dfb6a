import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { z } from "zod";
import { runRestic, type Repository } from "./repository.ts";

const Lock = z.object({ hostname: z.string(), pid: z.number() });

/**
 * Takes away the locks of dead runs. restic's own `unlock` knows those of this machine whose process is gone, and those
 * of others that nobody renewed for half an hour; a lock whose process number went to another program, after a restart,
 * looks alive to it: where every lock is of that kind, all are taken away.
 */
export async function freeSite(repository: Repository): Promise<void> {
  await runRestic(repository, ["unlock"]);
  const { exit, stdout } = await runRestic(repository, ["list", "locks", "--no-lock"]);
  const ids = exit === 0 ? stdout.split("\n").filter((line) => /^[0-9a-f]{64}$/.test(line)) : [];
  const dead = await Promise.all(ids.map((id) => isOfNobody(repository, id)));
  if (dead.length && dead.every(Boolean)) await runRestic(repository, ["unlock", "--remove-all"]);
}

async function isOfNobody(repository: Repository, id: string): Promise<boolean> {
  const { exit, stdout } = await runRestic(repository, ["cat", "lock", id, "--no-lock"]);
  const lock = exit === 0 ? Lock.safeParse(JSON.parse(stdout)).data : undefined;
  if (lock?.hostname !== hostname() || !existsSync("/proc/self/comm")) return false;
  const comm = `/proc/${lock.pid}/comm`;
  return !existsSync(comm) || readFileSync(comm, "utf8").trim() !== "restic";
}
