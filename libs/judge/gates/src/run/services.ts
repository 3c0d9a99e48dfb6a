import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** What a check may need of the machine. */
export const SERVICES = ["postgres", "odoo", "chromium", "docker", "python", "restic", "pgbackrest", "pins"] as const;
export type Service = (typeof SERVICES)[number];

const onPath = (command: string): boolean =>
  spawnSync("sh", ["-c", `command -v "$0"`, command], { stdio: "ignore" }).status === 0;

const PRESENT: Readonly<Record<Service, (env: NodeJS.ProcessEnv, root: string) => boolean>> = {
  postgres: () => onPath("initdb") || hasServerBinaries("/usr/lib/postgresql"),
  odoo: (env) => existsSync(join(env["ODOO_SRC"] ?? "/", "odoo-bin")) || Boolean(env["ODOO_IMAGE"]),
  chromium: (env) => Boolean(env["CHROMIUM"]) || onPath("chromium") || onPath("google-chrome"),
  docker: () => spawnSync("docker", ["info"], { stdio: "ignore", timeout: 10_000 }).status === 0,
  python: () => onPath("python3"),
  restic: () => onPath("restic"),
  pgbackrest: () => onPath("pgbackrest"),
  // The pinned repositories: kept on this machine, fetched before, or to be had.
  pins: (env, root) => Boolean(env["IPAI_MIRROR"]) || existsSync(join(root, ".ipai/mirrors")) || remotesAnswer(),
};

function hasServerBinaries(base: string): boolean {
  return existsSync(base) && readdirSync(base).some((version) => existsSync(join(base, version, "bin/initdb")));
}

function remotesAnswer(): boolean {
  const ask = ["ls-remote", "-q", "https://github.com/OCA/server-tools", "HEAD"];
  return spawnSync("git", ask, { stdio: "ignore", timeout: 10_000 }).status === 0;
}

/** Those of the services that this machine does not have for this workspace. */
export function missingServices(
  needs: readonly Service[],
  root: string,
  env: NodeJS.ProcessEnv = process.env,
): Service[] {
  return needs.filter((name) => !PRESENT[name](env, root));
}
