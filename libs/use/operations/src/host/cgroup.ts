import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Limits } from "./port.ts";

const ROOT = "/sys/fs/cgroup";
const unified = existsSync(join(ROOT, "cgroup.controllers"));

/** Groups of a room: one where the kernel has one tree of groups, else one by controller. */
function foldersOf(id: string): string[] {
  if (unified) return [join(ROOT, "ipai", id)];
  return ["memory", "pids", "cpu"].map((controller) => join(ROOT, controller, "ipai", id));
}

function filesOf(limits: Limits): Readonly<Record<string, string>> {
  const bytes = String(limits.memoryMb * 1024 * 1024);
  const quota = String(Math.round(limits.cpus * 100_000));
  if (unified)
    return {
      "memory.max": bytes,
      "memory.swap.max": "0",
      "pids.max": String(limits.processes),
      "cpu.max": `${quota} 100000`,
    };
  return { "memory.limit_in_bytes": bytes, "pids.max": String(limits.processes), "cpu.cfs_quota_us": quota };
}

/** Makes the groups of a room and returns the files to which a process writes its number to be held by them. */
export function makeGroups(id: string, limits: Limits): string[] {
  if (unified) enableControllers();
  const folders = foldersOf(id);
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true });
    for (const [file, value] of Object.entries(filesOf(limits)))
      if (existsSync(join(folder, file)) && file !== "memory.swap.max") writeFileSync(join(folder, file), value);
  }
  return folders.map((folder) => join(folder, "cgroup.procs"));
}

function enableControllers(): void {
  mkdirSync(join(ROOT, "ipai"), { recursive: true });
  for (const folder of [ROOT, join(ROOT, "ipai")])
    writeFileSync(join(folder, "cgroup.subtree_control"), "+memory +pids +cpu");
}

/** Removes the groups of a room whose processes have ended. */
export function removeGroups(id: string): void {
  for (const folder of foldersOf(id)) {
    try {
      rmdirSync(folder);
    } catch {
      // A process is still ending; the next collection comes again.
    }
  }
}

/** Processes held by a room's groups. */
export function processesOf(id: string): number[] {
  const file = join(foldersOf(id)[0]!, "cgroup.procs");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").filter(Boolean).map(Number) : [];
}

/** Memory in use, and how often the kernel ended a process of the room for lack of it. */
export function usageOf(id: string): { memory: number; killed: number } {
  const [folder] = foldersOf(id) as [string];
  const read = (file: string) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : "");
  const memory = Number(read(unified ? "memory.current" : "memory.usage_in_bytes"));
  const killed = /oom_kill (\d+)/.exec(read(unified ? "memory.events" : "memory.oom_control"))?.[1];
  return { memory, killed: Number(killed ?? 0) };
}
