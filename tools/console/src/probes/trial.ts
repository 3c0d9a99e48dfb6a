import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  createProject,
  findBuild,
  gitDirOf,
  logKinds,
  openState,
  readLog,
  SandboxHost,
  startBuilder,
  SYSTEM,
  syncBranches,
  type Build,
  type Ground,
  type Project,
  type State,
} from "@ipai/operations";
import { findServerBinaries, startScratchCluster, withClient } from "@ipai/postgres";

/** A whole console that is tried: state, repository, builder with rooms and a real Odoo; all gone afterwards. */
export interface Trial {
  readonly state: State;
  readonly dataDir: string;
  readonly project: Project;
  readonly ground: Ground;
  /** Commits files on a branch, pushes, and lets the console see it; the commit. */
  push(branch: string, files: Readonly<Record<string, string>>): Promise<string>;
  git(...args: string[]): string;
  /** The newest build of a branch, once it has ended. */
  built(branch: string): Promise<Build>;
  /** Rows of a query on a database of builds. */
  query<Row>(database: string, sql: string): Promise<Row[]>;
}

/** Files of a module that can be installed, with a test whose body is given. */
export function moduleFiles(
  name: string,
  test = "self.assertTrue(self.env.user)",
  more: Readonly<Record<string, string>> = {},
) {
  return {
    [`${name}/__manifest__.py`]: `{'name': '${name}', 'version': '19.0.1.0.0', 'author': 'x', 'license': 'LGPL-3', 'depends': ['base']}\n`,
    [`${name}/__init__.py`]: "",
    [`${name}/tests/__init__.py`]: "from . import test_it\n",
    [`${name}/tests/test_it.py`]: `import logging\nfrom odoo.tests import TransactionCase\n\nclass TestIt(TransactionCase):\n    def test_it(self):\n        ${test}\n`,
    ...more,
  };
}

/** Opens the trial for `work`; throws where there is no PostgreSQL. */
export async function onTrial<T>(work: (trial: Trial) => Promise<T>): Promise<T> {
  const source = process.env["ODOO_SRC"];
  const binaries = findServerBinaries();
  if (!binaries) throw new Error("install PostgreSQL's server: apt-get install postgresql");
  const cluster = await startScratchCluster(binaries, { passwords: true, settings: { max_connections: "200" } });
  const dataDir = mkdtempSync("/var/tmp/ipai-console-");
  chmodSync(dataDir, 0o711);
  const state = await openState(cluster.address);
  const ground: Ground = {
    name: "trial",
    dataDir,
    rooms: new SandboxHost(join(dataDir, "rooms"), `trial${process.pid}`),
    server: cluster.address,
    revisions: source ? { latest: resolve(source) } : {},
    timeoutSeconds: 900,
    pip: [],
  };
  const project = await createProject(state, dataDir, SYSTEM, "trial");
  const builder = await startBuilder(state, ground, {
    capacity: 2,
    costPerHour: 0,
    mayFetch: () => Promise.resolve(false),
    examine: () => Promise.resolve([]),
    say: (text) => process.stderr.write(`${text}\n`),
    tasks: { status: () => {}, fetch: () => {} },
  });
  try {
    return await work(makeTrial(state, dataDir, project, ground));
  } finally {
    await builder.stop();
    for (const id of await ground.rooms.list()) await ground.rooms.close(id);
    await state.close();
    cluster.remove();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** What people would look at: findings, and the end of each log. */
async function explain(state: State, branch: string, build: Build): Promise<void> {
  process.stderr.write(`${branch} is ${build.colour}: ${JSON.stringify(build.result)}\n`);
  for (const kind of await logKinds(state, build.id)) {
    const text = (await readLog(state, build.id, kind)).map((chunk) => chunk.text).join("");
    process.stderr.write(`--- ${kind}\n${text.slice(-3000)}\n`);
  }
}

function makeTrial(state: State, dataDir: string, project: Project, ground: Ground): Trial {
  const work = join(dataDir, "work");
  mkdirSync(work);
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", IPAI_LOGIN: "dev" };
  const who = ["-c", "user.name=Dev", "-c", "user.email=dev@example.com", "-c", "commit.gpgsign=false"];
  const git = (...args: string[]) =>
    execFileSync("git", [...who, ...args], {
      cwd: work,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  git("init", "-q", "-b", "main");
  git("remote", "add", "origin", gitDirOf(dataDir, project));
  return {
    state,
    dataDir,
    project,
    ground,
    git,
    push: async (branch, files) => {
      const exists = git("branch", "--list", branch) !== "";
      git("checkout", "-q", ...(exists ? [branch] : ["-B", branch]));
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(work, path)), { recursive: true });
        writeFileSync(join(work, path), text);
      }
      git("add", "-A");
      git("commit", "-q", "-m", `change ${branch}`);
      git("push", "-q", "origin", branch);
      await syncBranches(state, dataDir, project);
      return git("rev-parse", "HEAD");
    },
    built: async (branch) => {
      const { rows } = await state.query<{ id: number }>(
        "SELECT b.id FROM builds b JOIN branches r ON r.id = b.branch WHERE r.name = $1 ORDER BY b.id DESC LIMIT 1",
        [branch],
      );
      for (let tries = 0; tries < 3600; tries += 1) {
        const build = await findBuild(state, rows[0]!.id);
        if (build && build.state !== "queued" && build.state !== "running") {
          if (build.colour !== "green") await explain(state, branch, build);
          return build;
        }
        await sleep(250);
      }
      throw new Error(`the build of ${branch} did not end`);
    },
    query: (database, sql) => withClient(ground.server, database, async (client) => (await client.query(sql)).rows),
  };
}
