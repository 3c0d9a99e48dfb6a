import { spawnSync } from "node:child_process";
import { arch, cpus, platform, totalmem } from "node:os";
import type { Observation } from "../record/schema.ts";

/** What an observation says of where it was made. */
export type Host = Pick<Observation, "git_sha" | "dirty" | "image_digest" | "host">;

/** Commit of the workspace, Odoo's image where one is used, and the kind of machine. */
export function describeHost(root: string, env: NodeJS.ProcessEnv = process.env): Host {
  const git = (...args: string[]) => spawnSync("git", ["-C", root, ...args], { encoding: "utf8" }).stdout?.trim() ?? "";
  return {
    git_sha: git("rev-parse", "-q", "--verify", "HEAD") || null,
    dirty: git("status", "--porcelain") !== "",
    image_digest: /@(sha256:[0-9a-f]{64})$/.exec(env["ODOO_IMAGE"] ?? "")?.[1] ?? null,
    host: `${platform()} ${arch()}, ${cpus().length} CPUs, ${Math.round(totalmem() / 2 ** 30)} GiB, node ${process.version}`,
  };
}
