// 100,000 judgements of capabilities in the embedded store: how long loading takes, and each documented view.
// --check ends with 1 where a view takes longer than the goal. RUNS=30 makes it smaller.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const RUNS = Number(process.env.RUNS ?? 300);
const CAPABILITIES = 334;
const GOAL_SECONDS = 1;
const TIERS = ["unmapped", "mapped", "resolved", "capable", "installed", "tested"];
const hex = (seed, length) =>
  [...seed]
    .reduce((sum, it) => (sum * 31n + BigInt(it.charCodeAt(0))) % (1n << 160n), 7n)
    .toString(16)
    .padStart(length, "0")
    .slice(-length);
const count = (length, make) => Array.from({ length }, (_, index) => make(index));

/** A run of that day: each day a few capabilities, modules and pins move. */
function makeRun(day) {
  const stage = (index) => Math.floor((day + index * 7) / 60) % TIERS.length;
  const share = Math.min(1, day / RUNS);
  return {
    version: 1,
    recordedAt: new Date(Date.UTC(2026, 0, 1 + day)).toISOString(),
    series: "19.0",
    workspace: { commit: hex(`commit${day}`, 40), dirty: false },
    report: hex(`report${day}`, 64),
    scores: ["universe", "required", ...count(12, (index) => `domain:d${index}`)].map((scope) => ({
      scope,
      capabilities: 28,
      weight: 70,
      proven: share,
      possible: share,
      tested: share / 2,
      declared: 1,
    })),
    capabilities: count(CAPABILITIES, (index) => ({
      id: `d${index % 12}.app.c${index}`,
      title: `Capability ${index}`,
      domain: `d${index % 12}`,
      app: "app",
      scope: index % 5 ? "optional" : "required",
      weight: 1 + (index % 5),
      tier: TIERS[stage(index)],
      share: stage(index) / 5,
      declared: 1,
      cause: "module_x is in no pinned repository for 19.0",
    })),
    pins: count(40, (index) => ({
      source: `OCA/r${index}`,
      url: `https://github.com/OCA/r${index}`,
      commit: hex(`pin${index}-${Math.floor((day + index) / 20)}`, 40),
      modules: 20,
    })),
    modules: count(150, (index) => ({
      name: `module_${index}`,
      source: `OCA/r${index % 40}`,
      version: `19.0.1.0.${day}`,
      tree: hex(`tree${index}-${Math.floor((day + index) / 20)}`, 40),
    })),
    gates: count(7, (index) => ({
      id: `M${index}`,
      verdict: index < 3 ? "GO" : "NO-GO",
      blocking: index < 3 ? [] : ["check-a", "check-b"],
    })),
    tests: count(40, (index) => ({
      module: `module_${index}`,
      passed: day % 90,
      failed: 0,
      errors: 0,
      skipped: 1,
      seconds: 12.5,
      finished: "2026-01-01T00:00:00.000Z",
    })),
  };
}

/** The store's sources as one file beside the packages it imports. */
async function importStore() {
  const folder = join(ROOT, "node_modules/.cache/ipai-bench");
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, "store.mjs");
  await build({
    entryPoints: [join(ROOT, "libs/run/store/src/index.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["@electric-sql/pglite", "pg", "proper-lockfile", "zod"],
  });
  return import(pathToFileURL(outfile).href);
}

/** The views of docs/history.md: one that is not documented is not measured, and one that is gone fails. */
function documentedViews() {
  const text = readFileSync(join(ROOT, "docs/history.md"), "utf8");
  return [...text.matchAll(/^### `(v_\w+)`/gm)].map(([, name]) => name);
}

const seconds = async (work) => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

const folder = mkdtempSync(join(tmpdir(), "ipai-bench-history-"));
try {
  const { openEmbeddedStore } = await importStore();
  const { value: writer } = await openEmbeddedStore(folder);
  const load = await seconds(async () => {
    for (let day = 0; day < RUNS; day += 1) await writer.record(makeRun(day));
    await writer.close();
  });
  const { value: store } = await openEmbeddedStore(folder);
  console.log(`${RUNS} runs, ${RUNS * CAPABILITIES} judgements recorded  ${load.toFixed(1)} s`);
  let slow = 0;
  for (const view of documentedViews()) {
    let rows;
    const taken = await seconds(async () => (rows = await store.query(`SELECT * FROM ${view}`)));
    if (taken >= GOAL_SECONDS) slow += 1;
    console.log(
      `${view.padEnd(22)} ${taken.toFixed(3)} s  ${rows.length} rows${taken < GOAL_SECONDS ? "" : "  over the goal"}`,
    );
  }
  await store.close();
  if (slow && process.argv.includes("--check")) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
