import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import type { Catalog } from "@ipai/catalog";
import { loadOrder, closure, type Graph } from "@ipai/graph";
import { coreAddonsPath, Databases, locateOdoo, type Bench, type OdooProgram, type StagedModule } from "@ipai/odoo";
import { connectServer } from "@ipai/postgres";
import { hashFolder, openSource, StatIndex } from "@ipai/sources";
import {
  addonsOnDisk,
  cacheFolder,
  CannotRun,
  catalogOf,
  graphOf,
  progress,
  settingsOf,
  workspaceRoot,
} from "@ipai/workspace";

/** A real Odoo ready to run, and the static picture of exactly the files that it will run. */
export interface OdooBench {
  readonly bench: Bench;
  readonly catalog: Catalog;
  readonly graph: Graph;
  readonly root: string;
  /** PostgreSQL may stop as far as we are concerned. */
  release(): void;
}

export interface BenchOptions {
  readonly demo?: boolean;
  readonly timeout?: string;
  /** Folders with modules in front of the workspace's own. */
  readonly addons?: readonly string[];
}

/** Finds Odoo, PostgreSQL and the modules on disk. Throws `CannotRun` with what to do where one is missing. */
export async function openBench(options: BenchOptions): Promise<OdooBench> {
  const root = workspaceRoot();
  const cache = cacheFolder(root);
  const { program, issues } = locateOdoo(process.env);
  if (!program) throw new CannotRun(issues[0]!.message, issues[0]!.advice);
  const server = await connectServer(root);
  if (!server) {
    throw new CannotRun(
      "there is no PostgreSQL",
      "set DATABASE_URL or PGHOST, or install server binaries: apt-get install postgresql",
    );
  }
  const own = addonsOnDisk(root, cache);
  const earlier = (options.addons ?? []).filter(hasModules);
  const addonsPath = [...earlier, ...own.path];
  const open = (folder: string, name: string) => openSource({ kind: "folder", path: folder }, { cache, name });
  const catalog = await catalogOf(
    [
      ...earlier.map((folder) => open(folder, relative(root, folder))),
      ...own.sources,
      ...coreAddonsPath(program).map((folder) => open(folder, "core")),
    ],
    cache,
  );
  const databases = new Databases(server.address, join(cache, "odoo-data"));
  const bench: Bench = {
    program,
    databases,
    addonsPath,
    platform: {
      framework: frameworkTree(program, cache),
      python:
        program.kind === "source"
          ? outputOf(program.python, ["-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"])
          : program.image,
      postgres: await serverVersion(databases),
      demo: options.demo ?? false,
    },
    outDir: join(root, "dist/odoo"),
    timeoutSeconds: Number(options.timeout ?? 1800),
    progress,
  };
  return { bench, catalog, graph: graphOf(catalog), root, release: () => server.release() };
}

/** Odoo warns of an addons folder without modules, and a build with a warning is not green. */
export function hasModules(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).some((name) => existsSync(join(folder, name, "__manifest__.py")));
}

/** Layers that many modules share: their part of a closure becomes one template each. */
const PINNED = "addons/oca";
export const SHARED_LAYERS = ["core", PINNED] as const;

/** The closure of modules in load order, with the content that a template's key is made of. Throws for a gap. */
export function stagedClosure({ catalog, graph, root }: OdooBench, names: readonly string[]): StagedModule[] {
  const { order, skipped } = loadOrder(graph, closure(graph, names));
  const [gap] = skipped;
  if (gap) {
    const because = gap.because.length ? ` (${gap.because.join(", ")})` : "";
    throw new CannotRun(
      `${gap.name} cannot be loaded: ${gap.reason}${because}`,
      "check the name and the addons path; `ipai oca sync` brings what the lock pins",
    );
  }
  const { oca } = settingsOf(root);
  return order.map(({ name }) => {
    const { origin } = catalog.modules.get(name)!;
    return { name, tree: origin.tree, layer: origin.source === oca ? PINNED : origin.source };
  });
}

/** Folder on disk of a module of this bench. */
export function moduleFolder({ bench, catalog, root }: OdooBench, name: string): string {
  const { origin } = catalog.modules.get(name)!;
  if (origin.source !== "core") return join(root, origin.source, origin.path);
  return coreAddonsPath(bench.program)
    .map((folder) => join(folder, name))
    .find((folder) => existsSync(folder))!;
}

function frameworkTree(program: OdooProgram, cache: string): string {
  if (program.kind === "docker") return program.image;
  const index = new StatIndex(join(cache, "sources", "odoo-framework.json"));
  const { tree } = hashFolder({ root: program.folder, ignored: new Set(), index }, "odoo");
  index.save();
  return tree;
}

async function serverVersion(databases: Databases): Promise<string> {
  const { rows } = await databases.connect("postgres", (client) =>
    client.query<{ v: string }>("SELECT split_part(current_setting('server_version'), ' ', 1) AS v"),
  );
  return rows[0]!.v;
}

function outputOf(command: string, args: readonly string[]): string {
  return spawnSync(command, args, { encoding: "utf8" }).stdout.trim();
}
