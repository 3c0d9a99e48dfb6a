import { spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SCRIPT = `
  cd / || exit
  while :; do
    alive=no
    for member in "$0"/*; do
      [ -e "$member" ] || continue
      if kill -0 "$(basename "$member")" 2>/dev/null; then alive=yes; else rm -f "$member"; fi
    done
    [ $alive = yes ] || { sleep 2; [ -n "$(ls "$0" 2>/dev/null)" ] || break; }
    sleep 1
  done
  exec "$@"`;

/** Says that this process needs the server of a cluster's folder; the returned function takes it back. */
export function joinUsers(folder: string): () => void {
  const users = join(folder, "users");
  mkdirSync(users, { recursive: true });
  const membership = join(users, String(process.pid));
  writeFileSync(membership, "");
  return () => rmSync(membership, { force: true });
}

/** Runs `command` once no user of the cluster is alive. Outlives us on purpose: kills are included. */
export function whenUnused(folder: string, command: readonly string[]): void {
  spawn("sh", ["-c", SCRIPT, join(folder, "users"), ...command], { detached: true, stdio: "ignore" }).unref();
}
