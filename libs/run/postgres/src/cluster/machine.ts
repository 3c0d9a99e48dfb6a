import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** Folder of the newest PostgreSQL server binaries on this machine, or null. */
export function findServerBinaries(): string | null {
  const base = "/usr/lib/postgresql";
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : [];
  for (const version of versions) if (existsSync(join(base, version, "bin/initdb"))) return join(base, version, "bin");
  const found = spawnSync("sh", ["-c", "command -v initdb"], { encoding: "utf8" }).stdout.trim();
  return found ? found.replace(/\/initdb$/, "") : null;
}

/** A TCP port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** What goes before a command so that it runs as the owner of a cluster's files: PostgreSQL refuses to run as root. */
export function serverUserPrefix(): string[] {
  return process.getuid?.() === 0 ? ["runuser", "-u", "postgres", "--"] : [];
}

/** Runs a program to its end as the owner of a cluster's files; throws with its exit code. */
export function asServerUser(program: string, args: readonly string[]): void {
  const [command, ...rest] = [...serverUserPrefix(), program, ...args];
  run(command!, rest);
}

/** Runs a program to its end; throws with its exit code. */
export function run(command: string, args: readonly string[]): void {
  // The server inherits what it is given: without "ignore" it would hold our pipe open for ever.
  const { status, error } = spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"], cwd: "/" });
  if (error || status !== 0)
    throw new Error(`${command} ${args.join(" ")} failed: ${error?.message ?? `exit ${status}`}`);
}
