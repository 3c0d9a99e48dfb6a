import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { hasModules, openBench, SHARED_LAYERS, stagedClosure, type OdooBench } from "@ipai/bench";
import { ensureTemplate, installModules, odooRun, planStages, runDatabase, runOdoo, type OdooEnd } from "@ipai/odoo";
import { CannotRun } from "@ipai/workspace";

/** Where a probe tries things: a real Odoo with databases of its own, all gone afterwards. */
export interface Ground extends OdooBench {
  /** Scratch folder. */
  readonly folder: string;
  /** Log of the last run. */
  readonly logPath: string;
  /** A database with these modules and demo data, copied from a template; dropped at the end. */
  database(modules: readonly string[]): Promise<string>;
  /** A name that no database has; what gets it is dropped at the end. */
  name(): string;
  /** Rows of a query. */
  query<Row>(database: string, sql: string): Promise<Row[]>;
  /** Runs Odoo to its end, with modules of the scratch folder's `addons` too. */
  run(database: string, args: readonly string[]): Promise<OdooEnd>;
  /** Runs Python in Odoo's shell; throws with the log where it fails. */
  shell(database: string, python: string): Promise<void>;
  /** `odoo-bin db …`; throws with its output where it fails. */
  db(...args: readonly string[]): void;
  /** Writes files below the scratch folder. */
  plant(files: Readonly<Record<string, string>>): void;
}

/** Opens the ground for `work` and leaves nothing behind. Throws `CannotRun` without Odoo's source. */
export async function onGround<T>(work: (ground: Ground) => Promise<T>): Promise<T> {
  const odoo = await openBench({ demo: true, timeout: "600" });
  const folder = mkdtempSync(join(tmpdir(), "ipai-probe-"));
  const names: string[] = [];
  try {
    return await work(makeGround(odoo, folder, names));
  } finally {
    for (const name of names) await odoo.bench.databases.drop(name);
    rmSync(folder, { recursive: true, force: true });
    odoo.release();
  }
}

function makeGround(odoo: OdooBench, folder: string, names: string[]): Ground {
  const { databases } = odoo.bench;
  const benchOf = () => {
    const addonsPath = [join(folder, "addons"), ...odoo.bench.addonsPath].filter(hasModules);
    return { ...odoo.bench, addonsPath };
  };
  const logPath = join(folder, "odoo.log");
  const name = () => names[names.push(runDatabase()) - 1]!;
  mkdirSync(join(folder, "addons"));
  return {
    ...odoo,
    get bench() {
      return benchOf();
    },
    folder,
    logPath,
    name,
    database: async (modules) => {
      const database = name();
      await databases.create(database, await templateOf(odoo, modules, logPath));
      return database;
    },
    query: (database, sql) => databases.connect(database, async (client) => (await client.query(sql)).rows),
    run: (database, args) => runOdoo(odooRun(benchOf(), database, args, logPath)),
    shell: async (database, python) => {
      const run = odooRun(benchOf(), database, ["--log-level=warn"], logPath);
      const { exitCode } = await runOdoo({ ...run, command: "shell", input: python });
      if (exitCode !== 0) throw new Error(`Odoo's shell failed:\n${readFileSync(logPath, "utf8")}`);
    },
    db: (...args) => odooDb(odoo, args),
    plant: (files) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    },
  };
}

async function templateOf(odoo: OdooBench, modules: readonly string[], logPath: string): Promise<string> {
  const stages = planStages(stagedClosure(odoo, modules), odoo.bench.platform, SHARED_LAYERS);
  const { database, issues } = await ensureTemplate(
    odoo.bench.databases,
    stages,
    async (name, wanted) => (await installModules(odoo.bench, name, wanted, logPath, false)).issues,
  );
  if (database) return database;
  throw new CannotRun(`no template of ${modules.join(", ")}: ${issues[0]?.message}`, "run `ipai odoo doctor`");
}

function odooDb({ bench: { program, databases } }: OdooBench, args: readonly string[]): void {
  if (program.kind !== "source") throw new CannotRun("this probe runs Odoo from its source", "set ODOO_SRC");
  const { host, port, user, password = "" } = databases.address;
  const server = ["--db_host", host, "--db_port", String(port), "--db_user", user, "--data-dir", databases.dataDir];
  const { status, stderr } = spawnSync(program.python, [join(program.folder, "odoo-bin"), "db", ...server, ...args], {
    encoding: "utf8",
    env: { ...process.env, PGPASSWORD: password, PYTHONDONTWRITEBYTECODE: "1" },
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`odoo-bin db ${args.join(" ")} failed:\n${stderr}`);
}
