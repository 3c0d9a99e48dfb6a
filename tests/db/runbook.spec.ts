import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findServerBinaries, startScratchCluster, type ScratchCluster } from "@ipai/postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const binaries = findServerBinaries();
const required = (process.env["IPAI_REQUIRE"] ?? "").includes("postgres");

interface Block {
  readonly line: number;
  readonly code: string;
  readonly exit: number;
}

/** Fenced blocks of commands, each with the exit code that it must have. */
function parseBlocks(text: string): Block[] {
  return [...text.matchAll(/^```bash(?: exit=(\d+))?\n([^]*?)^```$/gm)].map(({ index, 1: exit, 2: code }) => ({
    line: text.slice(0, index).split("\n").length,
    code: code!,
    exit: Number(exit ?? 0),
  }));
}

const blocks = parseBlocks(readFileSync(join(ROOT, "docs/DB_INIT_RUNBOOK.md"), "utf8"));

describe.skipIf(!binaries && !required)("docs/DB_INIT_RUNBOOK.md (needs postgresql)", { timeout: 300_000 }, () => {
  let cluster: ScratchCluster;
  let folder: string;
  let env: NodeJS.ProcessEnv;
  const secrets: string[] = [];

  beforeAll(async () => {
    cluster = await startScratchCluster(binaries!, { passwords: true });
    folder = mkdtempSync(join(tmpdir(), "ipai-runbook-"));
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    const { user, password, port, host } = cluster.address;
    const server = { PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password! };
    env = { PATH: `${process.env["PATH"]}:${binaries}`, HOME: folder, NO_COLOR: "1", ...server };
    secrets.push(password!);
  });
  afterAll(() => {
    cluster.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it("has commands for all that `ipai db` does", () => {
    const all = blocks.map(({ code }) => code).join("\n");
    for (const command of [
      "init",
      "roles verify",
      "baseline",
      "drift",
      "snapshot take",
      "snapshot list",
      "snapshot drop",
      "rollback",
    ])
      expect(all).toContain(`ipai db ${command}`);
    expect(blocks.filter(({ exit }) => exit === 1)).toHaveLength(2);
  });

  it.each(blocks)("line $line ends with $exit", ({ code, exit }) => {
    const ran = spawnSync("bash", ["-euo", "pipefail", "-c", code], {
      cwd: folder,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    expect([ran.status, ran.status === exit ? "" : ran.stdout + ran.stderr]).toEqual([exit, ""]);
    for (const secret of secrets) expect(ran.stdout + ran.stderr).not.toContain(secret);
    if (code.includes("openssl"))
      secrets.push(
        ...spawnSync("sh", ["-c", "cat secrets/*"], { cwd: folder, encoding: "utf8" }).stdout.trim().split("\n"),
      );
  });
});
