// npm run bench:odoo: testing after a one-line change. OCA's way (a fresh database, the dependencies, then every
// add-on with its tests) against ours (the affected add-ons alone, on copies of their closures' templates), in one run.
// Needs ODOO_SRC and PostgreSQL; BENCH_MODULE names the changed add-on (default: the last in load order).
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
const IPAI = join(root, "tools/cli/bin/ipai.mjs");

if (!process.env.ODOO_SRC) {
  console.log("odoo tests after a one-line change: skipped, ODOO_SRC is not set");
  process.exit(0);
}

const own = readdirSync(join(root, "addons/ipai"));
const order = namesOf("closure", ...own);
const addons = order.filter((name) => own.includes(name));
const dependencies = order.filter((name) => !own.includes(name));
const changed = process.env.BENCH_MODULE ?? addons.at(-1);
const affected = [changed, ...namesOf("codepends", changed).filter((name) => own.includes(name))];
console.log(
  `one line of ${changed} changes: ${affected.length} of ${addons.length} add-ons affected, ${dependencies.length} dependencies`,
);

const theirs = await ocaWay();
testAffected(); // the run before the change, which leaves the templates
const ours = testAffected();
console.log(
  `OCA's way  ${theirs.total.toFixed(1)} s (dependencies ${theirs.install.toFixed(1)} s, all add-ons ${theirs.tests.toFixed(1)} s)`,
);
console.log(`affected   ${ours.toFixed(1)} s`);
console.log(`ratio      ${(theirs.total / ours).toFixed(1)} (goal: 5)`);

function namesOf(question, ...names) {
  const { stdout } = spawnSync(process.execPath, [IPAI, "graph", question, ...names, "--json"], {
    cwd: root,
    encoding: "utf8",
  });
  return JSON.parse(stdout).modules.map(({ name }) => name);
}

function testAffected() {
  const start = performance.now();
  spawnSync(process.execPath, [IPAI, "odoo", "test", ...affected, "--no-attest", "--coverage", "0"], {
    cwd: root,
    stdio: "inherit",
  });
  return (performance.now() - start) / 1000;
}

/** What oca_init_test_database and oca_run_tests do, with odoo-bin itself. */
async function ocaWay() {
  const bundle = join(root, `node_modules/.cache/bench-odoo-${process.pid}.mjs`);
  await build({
    entryPoints: [join(root, "libs/run/odoo/src/index.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: bundle,
    logLevel: "error",
    external: ["pg", "xml2js", "proper-lockfile"],
  });
  const { connectServer, Databases, locateOdoo, runOdoo } = await import(bundle);
  rmSync(bundle);
  const scratch = mkdtempSync(join(tmpdir(), "ipai-bench-odoo-"));
  const server = await connectServer(root);
  const databases = new Databases(server.address, join(scratch, "data"));
  const database = `bench_${process.pid}`;
  const run = (...args) =>
    runOdoo({
      program: locateOdoo(process.env).program,
      server: server.address,
      database,
      addonsPath: [join(root, "addons/ipai")],
      dataDir: join(scratch, "data"),
      args: [...args, "--stop-after-init"],
      logPath: join(scratch, "odoo.log"),
      timeoutSeconds: 3600,
    });
  await databases.create(database);
  const { seconds: install } = await run(`--init=${dependencies.join(",")}`, "--skip-auto-install");
  const { seconds: tests } = await run(
    `--init=${addons.join(",")}`,
    "--skip-auto-install",
    `--test-tags=${addons.map((name) => `/${name}`).join(",")}`,
  );
  await databases.drop(database);
  server.release();
  rmSync(scratch, { recursive: true, force: true });
  return { install, tests, total: install + tests };
}
