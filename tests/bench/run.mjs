// npm run bench: the whole index, the second run and a graph question, each against what it is measured by, in one run.
// BENCH_GIT=/path/to/repository@branch names the corpus; --check ends with 1 where a goal is missed.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { git, openCorpus } from "./corpus.mjs";

const IPAI = fileURLToPath(new URL("../../tools/cli/bin/ipai.mjs", import.meta.url));
const RUNS = 3;
const corpus = openCorpus();
const scratch = mkdtempSync(join(tmpdir(), "ipai-bench-cache-"));

/** Seconds and peak memory (MB) of one process with its threads. */
function run(command, args, env = {}) {
  return new Promise((done, fail) => {
    const start = performance.now();
    let peak = 0;
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "inherit"],
      cwd: scratch,
    });
    const watch = setInterval(() => (peak = Math.max(peak, peakMemory(child.pid))), 20);
    child.on("error", fail).on("exit", (code) => {
      clearInterval(watch);
      if (code === 2) fail(new Error(`${args.join(" ")} could not run`));
      done({ seconds: (performance.now() - start) / 1000, peak });
    });
  });
}

function peakMemory(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

const ipai = (cache, ...args) => run(process.execPath, [IPAI, ...args], { IPAI_CACHE: cache });
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

async function times(work) {
  const results = [];
  for (let at = 0; at < RUNS; at++) results.push(await work(at));
  return { seconds: median(results.map(({ seconds }) => seconds)), peak: Math.max(...results.map(({ peak }) => peak)) };
}

/** The floor: the same blobs, received in Node through one pipe, and nothing done with them. */
async function receiveBlobs() {
  const listing = git(corpus.gitDir, ["ls-tree", "-r", "-z", "base"]).split("\0");
  const wanted = listing.filter((line) => /^100.*(\.py|\.xml|\.csv|\/static\/src\/.*\.js)$/.test(line));
  const start = performance.now();
  const child = spawn("git", [`--git-dir=${corpus.gitDir}`, "cat-file", "--batch"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(wanted.map((line) => `${line.slice(12, 52)}\n`).join(""));
  let bytes = 0;
  for await (const chunk of child.stdout) bytes += chunk.length;
  return { seconds: (performance.now() - start) / 1000, peak: 0, bytes, blobs: wanted.length };
}

const source = (branch) => ["--source", `${corpus.gitDir}@${branch}`];
const cacheOf = (at) => join(scratch, `cache-${at}`);

await ipai(cacheOf("first"), "index", "--help");
const sample = await receiveBlobs();
const floor = await times(receiveBlobs);
const cold = await times((at) => ipai(cacheOf(at), "index", ...source("base")));
await ipai(cacheOf(0), "index", ...source("base"));
const same = await times(() => ipai(cacheOf(0), "index", ...source("base")));
const changed = await times((at) => ipai(cacheOf(at), "index", ...source("changed")));
const graph = await times(() => ipai(cacheOf(0), "graph", "order", ...source("base")));
const start = await times(() => run(process.execPath, ["-e", "0"]));
const manifestoo = await measureManifestoo();

const modules =
  git(corpus.gitDir, ["ls-tree", "-r", "--name-only", "base"]).match(/(^|\/)__manifest__\.py$/gm)?.length ?? 0;
console.log(`corpus   ${corpus.name}`);
console.log(`         ${modules} modules, ${sample.blobs} blobs, ${(sample.bytes / 2 ** 20).toFixed(1)} MB`);
console.log(
  `machine  node ${process.version}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}; medians of ${RUNS}\n`,
);

const rows = [
  ["floor: blobs received in Node", floor.seconds, null, null],
  [
    "full index, empty cache",
    cold.seconds,
    2 * floor.seconds,
    `${(cold.seconds / floor.seconds).toFixed(2)} x the floor`,
  ],
  ["second run, nothing changed", same.seconds, null, `${(cold.seconds / same.seconds).toFixed(1)} x sooner`],
  ["second run, one module changed", changed.seconds, 0.3, `of these ${start.seconds.toFixed(2)} s are Node's start`],
  [
    "graph order, warm",
    graph.seconds,
    manifestoo && manifestoo.seconds / 5,
    manifestoo ? `manifestoo ${manifestoo.seconds.toFixed(2)} s` : "manifestoo is not installed: not compared",
  ],
];
for (const [what, seconds, goal, note] of rows) {
  const aim = goal ? `goal ${goal.toFixed(2)} s ${seconds <= goal ? "met" : "missed"}` : "";
  console.log(`${what.padEnd(32)} ${seconds.toFixed(2).padStart(6)} s  ${aim.padEnd(20)}  ${note ?? ""}`.trimEnd());
}
const memory = cold.peak <= 300;
console.log(
  `${"peak memory of the full index".padEnd(32)} ${cold.peak.toFixed(0).padStart(5)} MB  goal 300 MB ${memory ? "met" : "missed"}`,
);

const missed = rows.some(([, seconds, goal]) => goal && seconds > goal) || !memory;
for (const folder of [scratch, corpus.gitDir]) rmSync(folder, { recursive: true, force: true });
process.exitCode = process.argv.includes("--check") && missed ? 1 : 0;

/** The same question to manifestoo, over a checkout; null where it is not installed. */
async function measureManifestoo() {
  if (spawnSync("manifestoo", ["--version"]).status !== 0) return null;
  const tree = join(scratch, "tree");
  spawnSync("sh", ["-c", `mkdir -p "${tree}" && git --git-dir="${corpus.gitDir}" archive base | tar -x -C "${tree}"`]);
  return times(() => run("manifestoo", [`--addons-path=${tree}`, "--select-found", "tree"]));
}
