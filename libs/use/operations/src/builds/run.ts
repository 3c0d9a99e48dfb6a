import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Issue } from "@ipai/core";
import {
  buildStatus,
  coreAddonsPath,
  ensureTemplate,
  judgeInstall,
  judgeTests,
  planStages,
  runOdoo,
  type OdooEnd,
  type OdooRun,
} from "@ipai/odoo";
import type { Room } from "../host/port.ts";
import { revisionOf, BranchSettings } from "../stages/settings.ts";
import type { Queryable } from "../state/state.ts";
import { checkout, fetchSubmodule, gitTree, readSubmodules } from "./checkout.ts";
import {
  buildFolder,
  copyFilestore,
  databasesOf,
  ensureRole,
  giveDatabase,
  keepFilestore,
  uidOf,
  writeLogin,
  type Ground,
  type Login,
} from "./ground.ts";
import type { Build, BuildResult, Colour, Finding } from "./life.ts";
import { logFolder } from "./logs.ts";
import { affectedModules, readInside, readModules, stageClosure, type BranchModules } from "./modules.ts";

/** What a build is made from, read from the state when it is taken up. */
export interface Order {
  readonly build: Build;
  readonly gitDir: string;
  readonly settings: BranchSettings;
  /** Private keys by the address of the submodule they open. */
  readonly deployKeys: ReadonlyMap<string, string>;
  /** The database of the build before, which an update goes on with. */
  readonly before: { readonly database: string; readonly build: number } | null;
  /** Whether an address may be fetched from; judged again here, names may have moved. */
  readonly mayFetch: (url: string) => Promise<boolean>;
  /** More findings of a checkout: `ipai check` for example. */
  readonly examine: (folder: string, log: string) => Promise<readonly Issue[]>;
}

export interface Outcome {
  readonly colour: Colour;
  readonly result: BuildResult;
  readonly database: string | null;
  readonly room: Room | null;
}

/** Something of the branch stops its build: the finding says what, the colour is red. */
class Stops extends Error {
  readonly finding: Finding;
  constructor(code: string, message: string, advice: string) {
    super(message);
    this.finding = { source: "build", severity: "error", code, message, advice };
  }
}

const TEMPLATE_ROLE = "ipai_template";

/** Reads what a build's order is, so that `runBuild` needs no state. */
export async function readOrder(
  on: Queryable,
  build: Build,
  gitDir: string,
  more: Pick<Order, "mayFetch" | "examine">,
): Promise<Order> {
  const { rows: branch } = await on.query<{ settings: object }>("SELECT settings FROM branches WHERE id = $1", [
    build.branch,
  ]);
  const { rows: keys } = await on.query<{ url: string; private: string }>(
    "SELECT url, private FROM deploy_keys WHERE project = $1",
    [build.project],
  );
  const { rows: before } = await on.query<{ database: string; build: number }>(
    `SELECT database, id AS build FROM builds WHERE branch = $1 AND id < $2 AND host = $3 AND state = 'ended' AND database IS NOT NULL ORDER BY id DESC LIMIT 1`,
    [build.branch, build.id, build.host],
  );
  const deployKeys = new Map(keys.map(({ url, private: key }) => [url, key]));
  return {
    build,
    gitDir,
    settings: BranchSettings.parse(branch[0]!.settings),
    deployKeys,
    before: before[0] ?? null,
    ...more,
  };
}

/**
 * Builds a commit: files, packages, findings, a database from a template, installation, tests, verdict. Whatever the
 * branch does ends in a colour with findings; it throws only where the builder itself could not go on.
 */
export async function runBuild(ground: Ground, order: Order): Promise<Outcome> {
  const began = Date.now();
  const { build, settings } = order;
  const logs = logFolder(ground.dataDir, build.id, build.attempt);
  mkdirSync(logs, { recursive: true });
  const draft = {
    modules: [] as string[],
    tested: [] as string[],
    tests: { ran: 0, failed: 0 },
    findings: [] as Finding[],
    revision: revisionOf(settings),
    template: { cached: 0, built: 0 },
  };
  const outcome = (colour: Colour, database: string | null, room: Room | null): Outcome => ({
    colour,
    database,
    room,
    result: { ...draft, seconds: (Date.now() - began) / 1000 },
  });
  try {
    const src = join(buildFolder(ground, build.id), "src");
    await bringFiles(ground, order, src, logs);
    const core = ground.revisions[draft.revision];
    if (!core)
      throw new Stops(
        "no-revision",
        `this builder has no Odoo ${draft.revision}`,
        "choose another revision in the branch's settings",
      );
    const program = { kind: "source", folder: core, python: "", series: "19.0" } as const;
    const cores = coreAddonsPath(program);
    const modules = readModules(src, cores, join(ground.dataDir, "cache"));
    draft.modules = wanted(modules, order);
    for (const issue of await order.examine(src, join(logs, "check.log")))
      draft.findings.push(findingOf("check", issue));
    const room = await openRoom(ground, order, core);
    await installPackages(ground, room, src, modules.parents, logs);
    const login = await ensureRole(ground, `b${build.id}`);
    writeLogin(homeOf(ground, build.id), uidOf(build.id), login);
    const run: RunIn = { ground, order, core, modules, room, login, logs };
    const { database, template } = await makeDatabase(run, draft.modules);
    draft.template = template;
    const end = await install(run, database, draft.modules);
    const states = await databasesOf(ground).moduleStates(database);
    const issues = judge(end, states, draft.modules, settings.tests, join(logs, "install.log"));
    draft.tested = settings.tests ? draft.modules : [];
    const ran = end.log.tests.filter(({ outcome: how }) => how !== "skipped");
    draft.tests = { ran: ran.length, failed: ran.filter(({ outcome: how }) => how !== "passed").length };
    draft.findings.push(...issues.map((issue) => findingOf("tests", issue)));
    for (const { message, line } of end.log.warnings)
      draft.findings.push({
        source: "tests",
        severity: "warning",
        code: "odoo-log-warning",
        message: message.slice(0, 500),
        advice: "see the log",
        at: `install:${line}`,
      });
    return outcome(buildStatus(end.log, issues), database, room);
  } catch (error) {
    if (!(error instanceof Stops)) throw error;
    draft.findings.push(error.finding);
    writeFileSync(join(logs, "build.log"), `${error.message}\n${error.finding.advice}\n`, { flag: "a" });
    return outcome("red", null, null);
  }
}

interface RunIn {
  readonly ground: Ground;
  readonly order: Order;
  readonly core: string;
  readonly modules: BranchModules;
  readonly room: Room;
  readonly login: Login;
  readonly logs: string;
}

const homeOf = (ground: Ground, build: number) => join(buildFolder(ground, build), "home");

function findingOf(source: Finding["source"], { code, severity, message, advice, at }: Issue): Finding {
  const place = at ? { at: at.line ? `${at.path}:${at.line}` : at.path } : {};
  return { source, severity, code, message, advice: advice ?? "", ...place };
}

async function bringFiles(
  ground: Ground,
  { build, gitDir, deployKeys, mayFetch }: Order,
  src: string,
  logs: string,
): Promise<void> {
  checkout(gitDir, build.commit, src);
  for (const submodule of readSubmodules(gitDir, build.commit)) {
    const { path, url } = submodule;
    if (path.split("/").some((part) => part === "..") || !(await mayFetch(url)))
      throw new Stops(
        "submodule-refused",
        `the submodule ${path} is at ${url}, which may not be asked`,
        "use https or ssh to a public host",
      );
    const said = fetchSubmodule(join(ground.dataDir, "fetch"), submodule, src, deployKeys.get(url) ?? null);
    writeFileSync(join(logs, "git.log"), `${path} ${url} ${submodule.commit}: ${said ?? "ok"}\n`, { flag: "a" });
    if (said !== null)
      throw new Stops(
        "submodule-missing",
        `the submodule ${path} could not be fetched: ${said.slice(0, 300)}`,
        "add the project's deploy key to that repository",
      );
  }
}

/** Which modules a build installs; a change that touches none installs all of them. */
function wanted(modules: BranchModules, { settings, build, gitDir }: Order): string[] {
  const { install } = settings;
  const affected = install === "affected" && !build.request.all && build.request.before !== null;
  const chosen = Array.isArray(install)
    ? install
    : affected
      ? affectedModules(modules, treesOf(gitDir, build.request.before!, modules))
      : modules.own;
  const names = chosen.length ? chosen : modules.own;
  if (!names.length)
    throw new Stops("no-modules", "the branch holds no installable module", "add one, or name modules in the settings");
  const { missing } = stageClosure(modules, names);
  if (missing.length)
    throw new Stops(
      "missing-modules",
      `not loadable: ${missing.join(", ")}`,
      "add what is missing to the branch, or a submodule with it",
    );
  return [...names];
}

function treesOf(gitDir: string, commit: string, { own, parents }: BranchModules): Map<string, string> {
  const trees = new Map<string, string>();
  for (const parent of parents)
    for (const name of own) {
      const path = parent === "." ? name : `${parent}/${name}`;
      const tree = gitTree(gitDir, commit, path);
      if (tree) trees.set(name, tree);
    }
  return trees;
}

async function openRoom(ground: Ground, { build }: Order, core: string): Promise<Room> {
  const folder = buildFolder(ground, build.id);
  return ground.rooms.open({
    id: `build-${build.id}`,
    uid: uidOf(build.id),
    home: homeOf(ground, build.id),
    readOnly: [join(folder, "src"), core, ground.server.host],
  });
}

/** `pip install` for the root and each folder of add-ons, into the build's own folder. */
async function installPackages(
  ground: Ground,
  room: Room,
  src: string,
  parents: readonly string[],
  logs: string,
): Promise<void> {
  const files = [...new Set([".", ...parents])].map((parent) => join(src, parent, "requirements.txt"));
  for (const file of files.filter((path) => existsSync(path) && readInside(src, path) !== null)) {
    const target = "python";
    const argv = [
      "python3",
      "-m",
      "pip",
      "install",
      "--disable-pip-version-check",
      "--no-input",
      "--only-binary=:all:",
      "--target",
      target,
      ...ground.pip,
      "-r",
      file,
    ];
    const status = await runInto(room.enterWithNetwork, argv, join(logs, "pip.log"), 600);
    if (status !== 0)
      throw new Stops(
        "pip-failed",
        `pip could not install ${file.slice(src.length + 1)}`,
        "see the log pip for what it could not find; only wheels are installed",
      );
  }
}

/** Runs a command with its output appended to a log; its exit code, or null where it took too long. */
function runInto(command: string, args: readonly string[], logPath: string, seconds: number): Promise<number | null> {
  return new Promise((resolve) => {
    const log = openSync(logPath, "a");
    const child = spawn(command, args, { stdio: ["ignore", log, log] });
    const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
    child.once("error", () => resolve(null));
    child.once("exit", (code) => {
      clearTimeout(timer);
      closeSync(log);
      resolve(code);
    });
  });
}

/** The build's database: the one before for an update, else a copy of the template of its closure without itself. */
async function makeDatabase(run: RunIn, names: readonly string[]) {
  const { ground, order, modules, login } = run;
  const { build, before, settings } = order;
  const databases = databasesOf(ground);
  const database = `b${build.id}`;
  const uid = uidOf(build.id);
  await databases.drop(database);
  if (build.kind === "update" && before) {
    await databases.create(database, before.database);
    await giveDatabase(ground, database, `b${before.build}`, login.user);
    copyFilestore(ground, before.database, homeOf(ground, build.id), uid);
    return { database, template: { cached: 0, built: 0 } };
  }
  const { order: closure } = stageClosure(modules, names);
  const shared = closure.filter(({ name }) => !names.includes(name));
  const platform = {
    framework: ground.revisions[settings.revision] ?? "latest",
    python: "",
    postgres: "",
    demo: settings.demo,
  };
  const template = await ensureTemplate(databases, planStages(shared, platform, ["core"]), (name, wanted) =>
    installTemplate(run, name, wanted),
  );
  if (!template.database)
    throw new Stops(
      "template-failed",
      template.issues[0]?.message ?? "the template could not be made",
      "see the log template",
    );
  await databases.create(database, template.database);
  await giveDatabase(ground, database, TEMPLATE_ROLE, login.user);
  copyFilestore(ground, database, homeOf(ground, build.id), uid);
  return { database, template: { cached: template.cached.length, built: template.built.length } };
}

/** Installs a stage of a template in a room of its own, as a role that no build has. */
async function installTemplate(run: RunIn, database: string, names: readonly string[]): Promise<readonly Issue[]> {
  const { ground, core, order, logs } = run;
  const folder = buildFolder(ground, order.build.id);
  const uid = uidOf(0);
  const home = join(folder, "template");
  const room = await ground.rooms.open({
    id: `template-${order.build.id}`,
    uid,
    home,
    readOnly: [join(folder, "src"), core, ground.server.host],
  });
  try {
    const login = await ensureRole(ground, TEMPLATE_ROLE);
    await giveDatabase(ground, database, TEMPLATE_ROLE, TEMPLATE_ROLE);
    writeLogin(home, uid, login);
    copyFilestore(ground, database, home, uid);
    const demo = order.settings.demo ? ["--with-demo"] : [];
    const end = await runOdoo(
      odooRun(
        { ...run, room, login },
        database,
        ["--stop-after-init", "--skip-auto-install", `--init=${names.join(",")}`, ...demo],
        join(logs, "template.log"),
        home,
      ),
    );
    const states = await databasesOf(ground).moduleStates(database);
    keepFilestore(ground, database, home);
    return judgeInstall({ ...end, requested: names, states, logPath: "template" });
  } finally {
    await ground.rooms.close(room.id);
  }
}

function install(run: RunIn, database: string, names: readonly string[]): Promise<OdooEnd> {
  const { build, settings } = run.order;
  const verb =
    build.kind === "update" && run.order.before ? `--update=${names.join(",")}` : `--init=${names.join(",")}`;
  const tags = settings.tags || names.map((name) => `/${name}`).join(",");
  const args = [
    verb,
    "--stop-after-init",
    ...(settings.tests ? [`--test-tags=${tags}`] : []),
    ...(settings.demo ? ["--with-demo"] : []),
  ];
  return runOdoo(odooRun(run, database, args, join(run.logs, "install.log"), homeOf(run.ground, build.id)));
}

/** Every module is judged; tests must run in at least one of them, and of tags of the branch's own choice likewise. */
function judge(
  end: OdooEnd,
  states: readonly { name: string; state: string; version: string | null }[],
  names: readonly string[],
  tests: boolean,
  logPath: string,
): Issue[] {
  const facts = { ...end, requested: names, states, logPath };
  if (!tests) return judgeInstall(facts);
  const tested = names.filter((name) => end.log.tests.some(({ module }) => module === name));
  return tested.length ? judgeTests(facts, tested[0]!, 1) : judgeTests(facts, names[0]!, 1);
}

function odooRun(
  { ground, core, modules, room, login, order }: RunIn,
  database: string,
  args: readonly string[],
  logPath: string,
  home: string,
): OdooRun {
  const src = join(buildFolder(ground, order.build.id), "src");
  return {
    program: { kind: "source", folder: core, python: room.python, series: "19.0" },
    server: { host: ground.server.host, port: ground.server.port, user: login.user },
    database,
    addonsPath: modules.parents.map((parent) => join(src, parent)),
    dataDir: join(home, "data"),
    args,
    logPath,
    timeoutSeconds: ground.timeoutSeconds,
  };
}
