import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
let workspace = "";

// Every call of Nx starts a process that reads the workspace anew.
vi.setConfig({ testTimeout: 180_000 });

function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, {
    cwd: workspace,
    encoding: "utf8",
    stdio: "pipe",
    env: {
      ...process.env,
      NX_DAEMON: "false",
      NX_CACHE_PROJECT_GRAPH: "false",
      FORCE_COLOR: "0",
      npm_config_nodedir: undefined,
    },
  });
}

const nx = (...args: string[]) => run(process.execPath, join(ROOT, "node_modules/nx/dist/bin/nx.js"), ...args);

/** Packages from npm as they are, our own from the scratch workspace. */
function linkPackages(): void {
  const own = ["@ipai", "@odoo-parity"];
  for (const name of readdirSync(join(ROOT, "node_modules")))
    if (!own.includes(name) && name !== ".cache") link(join(ROOT, "node_modules", name), `node_modules/${name}`);
  for (const scope of own)
    for (const name of readdirSync(join(ROOT, "node_modules", scope))) {
      const folder = relative(ROOT, realpathSync(join(ROOT, "node_modules", scope, name)));
      link(join("../..", folder), `node_modules/${scope}/${name}`);
    }
}

function link(target: string, path: string): void {
  mkdirSync(dirname(join(workspace, path)), { recursive: true });
  symlinkSync(target, join(workspace, path));
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(workspace, path)), { recursive: true });
  writeFileSync(join(workspace, path), text);
}

function addon(name: string, depends: string[]): void {
  write(
    `addons/ipai/${name}/__manifest__.py`,
    `{'name': '${name}', 'author': 'A', 'license': 'LGPL-3', 'category': 'Accounting/Tax', 'depends': ${JSON.stringify(depends)}}\n`,
  );
  write(`addons/ipai/${name}/__init__.py`, "");
}

/** A lock whose trees are told by one digit each. */
function lock(trees: Record<string, string>): void {
  const module = (name: string, depends: string[]) => ({ [name]: { tree: trees[name]!.repeat(40), depends } });
  const core = { modules: { ...module("base", []), ...module("account", ["base"]) } };
  const repository = { modules: { ...module("oca_x", ["base"]), ...module("oca_y", ["base"]) } };
  write(
    "oca.lock.json",
    JSON.stringify({ version: 1, series: "19.0", resolved: { core, repositories: { "OCA/z": repository } } }),
  );
}

function commit(): void {
  run("git", "add", "-A");
  run("git", "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "change");
}

function affected(): string[] {
  const names: string[] = JSON.parse(nx("show", "projects", "--affected", "--base=HEAD~1", "--head=HEAD", "--json"));
  return names.filter((name) => !name.startsWith("@") && name !== "odoo-parity").sort();
}

/** Add-ons whose check ran, whatever it found: the scratch lock pins nothing that could be read. */
function checked(): string[] {
  let output: string;
  try {
    output = nx("affected", "-t", "check", "--base=HEAD~1", "--head=HEAD", "--outputStyle=static");
  } catch (error) {
    output = (error as { stdout: string }).stdout;
  }
  return [...new Set([...output.matchAll(/nx run (\w+):check/g)].map(([, name]) => name!))].sort();
}

beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), "nx-odoo-"));
  for (const path of ["libs", "tools", "nx.json", "ipai.json", "package.json", "package-lock.json"])
    cpSync(join(ROOT, path), join(workspace, path), {
      recursive: true,
      filter: (file) => !/node_modules|\.spec\.ts$|fixtures/.test(file),
    });
  linkPackages();
  write(".gitignore", "node_modules\n.nx\n");
  addon("a", ["base", "oca_x"]);
  addon("b", ["a"]);
  addon("c", ["account"]);
  write("addons/ipai/broken/__manifest__.py", "{'name': ");
  lock({ base: "1", account: "1", oca_x: "1", oca_y: "1" });
  run("git", "init", "-q", "-b", "main");
  nx("sync");
  commit();
});

afterAll(() => rmSync(workspace, { recursive: true, force: true }));

describe("Nx sees add-ons", () => {
  it("as projects with tags, targets and dependencies, a broken manifest included", () => {
    nx("graph", "--file=graph.json");
    const { graph } = JSON.parse(readFileSync(join(workspace, "graph.json"), "utf8"));
    expect(graph.nodes.a.data).toMatchObject({
      root: "addons/ipai/a",
      tags: expect.arrayContaining(["odoo", "series:19.0", "category:accounting-tax", "license:lgpl-3"]),
      targets: { check: { cache: true }, parity: {} },
    });
    expect(graph.dependencies.b).toEqual([{ source: "b", target: "a", type: "static" }]);
    expect(graph.nodes.broken.data.tags).toContain("manifest:broken");
    expect(graph.nodes.broken.data.metadata.description).toMatch(/__manifest__\.py: /);
    rmSync(join(workspace, "graph.json"));
  });

  it("and finds a changed one affected with its dependents", () => {
    write("addons/ipai/a/models.py", "x = 1\n");
    commit();
    expect(affected()).toEqual(["a", "b"]);
    expect(checked()).toEqual(["a", "b"]);
  });

  it("and a new one without registration; one with a broken manifest may need anything", () => {
    addon("e", ["c"]);
    nx("sync");
    commit();
    expect(affected()).toEqual(["broken", "e"]);
  });
});

describe("a commit that moves pins affects the add-ons whose closure holds a moved module", () => {
  beforeAll(() => {
    rmSync(join(workspace, "addons/ipai/broken"), { recursive: true });
    commit();
  });

  it("where the closure files came with it", () => {
    lock({ base: "1", account: "1", oca_x: "2", oca_y: "1" });
    nx("sync");
    commit();
    expect(affected()).toEqual(["a", "b"]);
  });

  it("where only the lock was committed", () => {
    lock({ base: "1", account: "2", oca_x: "2", oca_y: "1" });
    commit();
    expect(affected()).toEqual(["c", "e"]);
  });

  it("and nobody where no closure holds it", () => {
    nx("sync");
    commit();
    lock({ base: "1", account: "2", oca_x: "2", oca_y: "3" });
    commit();
    expect(affected()).toEqual([]);
  });

  it("and every add-on where the lock cannot be read", () => {
    write("oca.lock.json", "{");
    commit();
    expect(affected()).toEqual(["a", "b", "c", "e"]);
  });
});
