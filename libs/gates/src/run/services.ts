import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** What a check may need of the machine. */
export const SERVICES = [
  "postgres",
  "odoo",
  "chromium",
  "docker",
  "python",
  "restic",
  "pgbackrest",
  "mirrors",
  "network",
] as const;
export type Service = (typeof SERVICES)[number];

const onPath = (command: string): boolean =>
  spawnSync("sh", ["-c", `command -v "$0"`, command], { stdio: "ignore" }).status === 0;

const PRESENT: Readonly<Record<Service, (env: NodeJS.ProcessEnv) => boolean>> = {
  postgres: () => onPath("initdb") || hasServerBinaries("/usr/lib/postgresql"),
  odoo: (env) => existsSync(join(env["ODOO_SRC"] ?? "/", "odoo-bin")) || Boolean(env["ODOO_IMAGE"]),
  chromium: (env) => Boolean(env["CHROMIUM"]) || onPath("chromium") || onPath("google-chrome"),
  docker: () => spawnSync("docker", ["info"], { stdio: "ignore", timeout: 10_000 }).status === 0,
  python: () => onPath("python3"),
  restic: () => onPath("restic"),
  pgbackrest: () => onPath("pgbackrest"),
  mirrors: (env) => Boolean(env["IPAI_MIRROR"]),
  network: () =>
    spawnSync("git", ["ls-remote", "-q", "https://github.com/OCA/server-tools", "HEAD"], {
      stdio: "ignore",
      timeout: 10_000,
    }).status === 0,
};

function hasServerBinaries(base: string): boolean {
  return existsSync(base) && readdirSync(base).some((version) => existsSync(join(base, version, "bin/initdb")));
}

/** Those of the services that this machine does not have. */
export function missingServices(needs: readonly Service[], env: NodeJS.ProcessEnv = process.env): Service[] {
  return needs.filter((name) => !PRESENT[name](env));
}
