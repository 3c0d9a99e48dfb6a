import { spawnSync } from "node:child_process";
import { findServerBinaries } from "@ipai/postgres";

const TOOLS = ["restic", "rclone", "pgbackrest", "ssh", "/usr/sbin/sshd"];

function missing(): string[] {
  const tools = TOOLS.filter((tool) => spawnSync("sh", ["-c", `command -v ${tool}`]).status !== 0);
  return findServerBinaries() ? tools : [...tools, "postgresql"];
}

const absent = missing();

/** Whether this machine has what tests of backups start; where they are required, they run and fail without it. */
export const NEEDS = {
  run: absent.length === 0 || (process.env["IPAI_REQUIRE"] ?? "").includes("backup"),
  what: absent.length ? absent.join(", ") : "restic, rclone, pgbackrest, sshd, postgresql",
};
