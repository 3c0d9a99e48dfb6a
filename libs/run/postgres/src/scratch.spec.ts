import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { buildSync } from "esbuild";
import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { findServerBinaries, startScratchCluster, type ServerAddress } from "./index.ts";

const binaries = findServerBinaries();
const required = (process.env["IPAI_REQUIRE"] ?? "").includes("postgres");

describe.skipIf(!binaries && !required)("a scratch cluster (needs postgresql)", { timeout: 60_000 }, () => {
  it("asks for passwords, takes settings, and leaves nothing behind", async () => {
    const cluster = await startScratchCluster(binaries!, { passwords: true, settings: { work_mem: "'7MB'" } });
    try {
      expect(await ask(cluster.address, "SHOW work_mem")).toBe("7MB");
      await expect(ask({ ...cluster.address, password: "wrong" }, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
    } finally {
      cluster.remove();
    }
    expect(existsSync(cluster.folder)).toBe(false);
    await expect(ask(cluster.address, "SELECT 1")).rejects.toThrow("ENOENT");
  });

  it("is removed when its process is killed", async () => {
    const child = spawn(process.execPath, ["-"]);
    child.stdin.end(bundled(KILLED));
    const folder = await new Promise<string>((resolve) =>
      child.stdout.once("data", (data: Buffer) => resolve(data.toString().trim())),
    );
    expect(existsSync(folder)).toBe(true);
    child.kill("SIGKILL");
    for (let tries = 0; existsSync(folder) && tries < 100; tries += 1) await sleep(200);
    expect(existsSync(folder)).toBe(false);
  });
});

const KILLED = `
  import { findServerBinaries, startScratchCluster } from "./index.ts";
  startScratchCluster(findServerBinaries()!).then(({ folder }) => console.log(folder));
  setInterval(() => {}, 1000);`;

function bundled(contents: string): string {
  const stdin = { contents, resolveDir: import.meta.dirname, loader: "ts" } as const;
  return buildSync({ stdin, bundle: true, platform: "node", format: "cjs", write: false, external: ["pg-native"] })
    .outputFiles[0]!.text;
}

async function ask(address: ServerAddress, sql: string): Promise<unknown> {
  const client = new Client({ ...address, database: "postgres" });
  await client.connect();
  try {
    return Object.values((await client.query<object>(sql)).rows[0]!)[0];
  } finally {
    await client.end();
  }
}
