import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditState, readLog, syncBranches } from "@ipai/operations";
import { startCluster, stopCluster } from "@ipai/postgres";
import { makeScene, type Scene } from "./ground.ts";

const BUILDS = 10;
let scene: Scene;
let program: string;
const builders: ChildProcess[] = [];

async function startBuilder(name: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, JSON.stringify(scene.cluster.address), scene.dataDir, name], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  builders.push(child);
  await new Promise((ready) => child.stdout!.once("data", ready));
  return child;
}

async function until(what: string, holds: () => Promise<boolean>, seconds = 75): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(200))
    if (await holds().catch(() => false)) return;
  const { rows } = await scene.state.query(
    "SELECT id, task_identifier, attempts, run_at - now() AS due, locked_by, locked_at, last_error FROM graphile_worker.jobs",
  );
  const { rows: workers } = await scene.state.query("SELECT *, now() - heartbeat AS age FROM workers");
  const { rows: queues } = await scene.state.query(
    "SELECT queue_name, locked_by, locked_at FROM graphile_worker._private_job_queues WHERE locked_by IS NOT NULL",
  );
  throw new Error(`did not come: ${what}; ${JSON.stringify({ rows, workers, queues })}`);
}

const count = async (state: string) => {
  const { rows } = await scene.state.query<{ n: number }>("SELECT count(*)::int AS n FROM builds WHERE state = $1", [
    state,
  ]);
  return rows[0]!.n;
};

beforeAll(async () => {
  scene = await makeScene();
  const folder = mkdtempSync(join(tmpdir(), "ipai-builder-"));
  program = join(resolve(import.meta.dirname, "../../node_modules/.cache"), `console-builder-${process.pid}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, "builder-entry.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    plugins: [own],
    absWorkingDir: folder,
  });
});
afterAll(async () => {
  for (const child of builders) child.kill("SIGKILL");
  await scene.end();
});

/** Our own libraries are sources and go into the bundle; packages stay outside. */
const own = {
  name: "own",
  setup: (bundler: {
    onResolve: (filter: { filter: RegExp }, found: (it: { path: string }) => { path: string } | undefined) => void;
  }) => {
    bundler.onResolve({ filter: /^@ipai\// }, ({ path }) => ({ path: new URL(import.meta.resolve(path)).pathname }));
  },
};

describe("ten pushes, and everything is killed", { timeout: 400_000 }, () => {
  it("loses nothing: each build ends once, and the state is what the events tell", async () => {
    for (let n = 0; n < BUILDS; n += 1) scene.push(`branch-${n}`, { [`file-${n}`]: String(n) });
    expect(await syncBranches(scene.state, scene.dataDir, scene.project)).toBe(BUILDS);
    const [first, second] = await Promise.all([startBuilder("one"), startBuilder("two")]);
    await until("builds run", async () => (await count("running")) >= 3);

    first.kill("SIGKILL");
    await until("the other goes on", async () => (await count("ended")) >= 3);

    const { binaries, folder, address } = scene.cluster;
    stopCluster(binaries, folder, "immediate");
    await sleep(1500);
    await startCluster(binaries, folder, address.port);
    await until("builds go on after the database was killed", async () => (await count("ended")) >= 6);

    second.kill("SIGKILL");
    await startBuilder("three");
    await until("every build has ended", async () => (await count("ended")) === BUILDS);

    const { rows: ends } = await scene.state.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM events WHERE action = 'build.ended' GROUP BY build",
    );
    expect(ends.map(({ n }) => n)).toEqual(Array.from({ length: BUILDS }, () => 1));
    expect(await auditState(scene.state)).toEqual([]);
    const { rows: again } = await scene.state.query<{ id: number; attempt: number }>(
      "SELECT id, attempt FROM builds ORDER BY attempt DESC LIMIT 1",
    );
    expect(again[0]!.attempt).toBeGreaterThan(1);
    const { rows: builds } = await scene.state.query<{ id: number }>("SELECT id FROM builds");
    for (const { id } of builds) {
      const log = (await readLog(scene.state, id, "install")).map(({ text }) => text).join("");
      expect([id, log.trim().split("\n").length]).toEqual([id, 20]);
    }
    // What the killed attempt had said is kept too, from its first byte.
    const [killed] = await readLog(scene.state, again[0]!.id, "install", 0, 1);
    expect(killed?.text).toContain("attempt 1 line 1");
  });
});
