// Second part of npm run bench: pins of ten repositories, each command beside plain git over the same refs.
// IPAI_MIRROR names repositories on this machine (BENCH_SERIES, 17.0 by default); without it ten are made up here.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const IPAI = fileURLToPath(new URL("../../tools/cli/bin/ipai.mjs", import.meta.url));
const RUNS = 3;
const COUNT = 10;
const MODULES = 40;
const scratch = mkdtempSync(join(tmpdir(), "ipai-bench-pins-"));
const workspace = join(scratch, "workspace");
mkdirSync(workspace);
const mirrors = fromMirrors();
const real = mirrors.length >= COUNT;
const series = real ? (process.env.BENCH_SERIES ?? "17.0") : "19.0";
const remotes = real ? mirrors.slice(0, COUNT) : Array.from({ length: COUNT }, (_, at) => makeUp(at));

function fromMirrors() {
  const names =
    `account-financial-tools account-reconcile credit-control helpdesk hr-expense mis-builder queue server-tools
    server-ux web bank-payment account-closing reporting-engine`.split(/\s+/);
  const branch = process.env.BENCH_SERIES ?? "17.0";
  return names.flatMap((name) => {
    const path = process.env.IPAI_MIRROR?.replace("{owner}", "OCA").replace("{name}", name);
    const has =
      path &&
      existsSync(path) &&
      git(["--git-dir", path, "rev-parse", "--verify", "-q", `refs/heads/${branch}`]).status === 0;
    return has ? [{ name: `OCA/${name}`, url: `https://github.com/OCA/${name}`, path }] : [];
  });
}

function makeUp(at) {
  const path = join(scratch, "remotes", `repository-${at}`);
  for (let index = 0; index < MODULES; index++) {
    const folder = join(path, `bench_${at}_${index}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, "__manifest__.py"),
      `{"name": "x", "version": "19.0.1.0.${index}", "license": "LGPL-3", "depends": ["base"]}\n`,
    );
    for (let file = 0; file < 20; file++)
      writeFileSync(join(folder, `file_${file}.py`), `x = ${index * file}\n`.repeat(100));
  }
  const who = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"];
  git(["init", "-q", "-b", series, path]);
  git(["-C", path, "add", "."]);
  git(["-C", path, ...who, "commit", "-q", "-m", "bench"]);
  return { name: `remotes/repository-${at}`, url: path, path };
}

function git(args) {
  return spawnSync("git", args, { encoding: "utf8" });
}

function seconds(command, args, cwd = workspace) {
  const start = performance.now();
  const { status, stderr, stdout } = spawnSync(command, args, { cwd, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}${stdout.slice(-2000)}`);
  return (performance.now() - start) / 1000;
}

const oca = (...args) => seconds(process.execPath, [IPAI, "oca", ...args, ...(real ? ["--offline"] : [])]);
const median = (work) => Array.from({ length: RUNS }, work).toSorted((a, b) => a - b)[RUNS >> 1];

function fresh() {
  rmSync(workspace, { recursive: true, force: true });
  mkdirSync(workspace);
  const repositories = Object.fromEntries(
    remotes.map(({ name, url }) => [name, { url, branch: series, modules: "*" }]),
  );
  // Odoo's own wish stands on one of the remotes: what is measured is the repositories.
  const core = { url: remotes[0].url, branch: series };
  writeFileSync(
    join(workspace, "oca.lock.json"),
    JSON.stringify({ version: 1, series, wish: { core, repositories }, resolved: { repositories: {} } }),
  );
}

/** The floor: one bare repository after another, the same branch fetched whole. */
function plainFetch() {
  const folder = mkdtempSync(join(scratch, "plain-"));
  const start = performance.now();
  for (const [at, { path }] of remotes.entries()) {
    const bare = join(folder, String(at));
    git(["init", "-q", "--bare", bare]);
    git([
      "--git-dir",
      bare,
      "fetch",
      "-q",
      "--no-tags",
      "--depth=1",
      `file://${path}`,
      `+refs/heads/${series}:refs/heads/x`,
    ]);
  }
  const took = (performance.now() - start) / 1000;
  rmSync(folder, { recursive: true, force: true });
  return took;
}

fresh();
seconds(process.execPath, [IPAI, "oca", "--help"]);
const rows = [
  ["git fetch --depth=1 of the same refs", median(plainFetch), null],
  ["lock, no mirror yet", median(() => (fresh(), oca("lock"))), null],
  ["verify (pins and disk)", median(() => oca("verify")), null],
  ["lock, nothing to do", median(() => oca("lock")), 2],
  [
    "sync, empty folder",
    median(() => (rmSync(join(workspace, "addons"), { recursive: true, force: true }), oca("sync"))),
    null,
  ],
  ["sync, nothing to do", median(() => oca("sync")), 2],
  ["verify, with every file on disk", median(() => oca("verify")), null],
];
const aggregated = gitAggregator();
if (aggregated !== null) rows.push(["git-aggregator", aggregated, null]);

/** The same branches by git-aggregator; null where it is not installed. */
function gitAggregator() {
  if (spawnSync("gitaggregate", ["--version"]).status !== 0) return null;
  const folder = mkdtempSync(join(scratch, "aggregate-"));
  const config = remotes.map(
    ({ path }, at) =>
      `./r${at}:\n  defaults: {depth: 1}\n  remotes: {oca: "file://${path}"}\n  merges: ["oca ${series}"]\n  target: oca ${series}\n`,
  );
  writeFileSync(join(folder, "repos.yaml"), config.join(""));
  return median(() => seconds("gitaggregate", ["-c", "repos.yaml"], folder));
}

console.log(`\npins     ${COUNT} repositories, ${real ? `OCA ${series}` : `made up, ${MODULES} modules each`}`);
console.log(
  `machine  node ${process.version}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}; medians of ${RUNS}\n`,
);
for (const [what, took, goal] of rows) {
  const aim = goal ? `goal ${goal.toFixed(2)} s ${took <= goal ? "met" : "missed"}` : "";
  console.log(`${what.padEnd(38)} ${took.toFixed(2).padStart(6)} s  ${aim}`.trimEnd());
}
if (aggregated === null) console.log("git-aggregator is not installed: not compared");
rmSync(scratch, { recursive: true, force: true });
const missed = rows.some(([, took, goal]) => goal && took > goal);
process.exitCode = process.argv.includes("--check") && missed ? 1 : 0;
