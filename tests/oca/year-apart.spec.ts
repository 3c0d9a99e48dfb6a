import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { renderLock } from "@ipai/lockfile";
import { Remote, moduleFiles, scratch, wishLock } from "@ipai/lockfile/testing";
import { afterAll, describe, expect, test } from "vitest";
import { cleanEnvironment, ended, start } from "./run.ts";

/** Two commits of a branch, a year apart. */
const REPOSITORIES = [
  ["server-tools", "3a5305184a8eb87ce60b7acaa0b0465b1e5f8afc", "935789fe68ea03719b6d33f94d5d686f0cad8e63"],
  ["account-financial-tools", "cda322ce6f37b3bae27ad6805524b86ff3092675", "778562e078dea4a4cbf872632eea8aabc3c445eb"],
] as const;

const pattern = process.env["IPAI_MIRROR"] ?? "";
const mirrorOf = (name: string) => pattern.replaceAll("{owner}", "OCA").replaceAll("{name}", name);
const { folder, remove } = scratch();
afterAll(remove);

interface Module {
  readonly name: string;
  readonly kind: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly depends: { readonly added: string[]; readonly removed: string[] };
  readonly python: { readonly added: string[] };
  readonly migrations: string[];
  readonly models: { readonly added: string[]; readonly removed: string[] };
  readonly fields: { readonly added: string[]; readonly removed: string[] };
}

describe.each(REPOSITORIES)("OCA/%s a year apart", (name, old, now) => {
  const here = pattern !== "" && existsSync(mirrorOf(name));
  test.skipIf(!here)(
    "the report is what git and Python say (needs a mirror in IPAI_MIRROR)",
    { timeout: 180_000 },
    async () => {
      const workspace = join(folder, name);
      mkdirSync(workspace);
      const core = new Remote(folder, `odoo/${name}`);
      core.commit(moduleFiles("base", { depends: [], version: "1.0" }, "addons/"));
      const wish = { [`OCA/${name}`]: { url: `https://github.com/OCA/${name}`, branch: "16.0" } };
      writeFileSync(join(workspace, "oca.lock.json"), renderLock({ ...wishLock(core, wish), series: "16.0" }));
      const env = cleanEnvironment({ IPAI_MIRROR: pattern });
      const run = (...args: string[]) => ended(start(workspace, [...args, "--offline"], env));
      expect(await run("lock", `OCA/${name}`)).toMatchObject({ code: 0 });
      const bump = (to: string, ...more: string[]) => run("bump", `OCA/${name}`, "--to", to, ...more);
      await bump(now, "--accept-breaks");
      // Backwards first: what a year added is what going back removes.
      const back = read((await bump(old, "--accept-breaks", "--json")).stdout);
      expect(back).toEqual(oracle(mirrorOf(name), now, old));
      const forth = read((await bump(now, "--dry-run", "--json")).stdout);
      expect(forth).toEqual(oracle(mirrorOf(name), old, now));
      const changes = [...Object.values(back), ...Object.values(forth)];
      expect(changes.length).toBeGreaterThan(40);
      expect(changes.flatMap((one) => one.fieldsRemoved).length).toBeGreaterThan(0);
    },
  );
});

function read(stdout: string): Record<string, ReturnType<typeof flat>> {
  const { modules, commits } = JSON.parse(stdout) as {
    modules: Module[];
    commits: Record<string, { commit: string }[]>;
  };
  return Object.fromEntries(modules.map((one) => [one.name, flat(one, commits[one.name]!)]));
}

function flat(module: Module, commits: readonly { readonly commit: string }[]) {
  return {
    kind: module.kind,
    from: module.from,
    to: module.to,
    dependsAdded: module.depends.added.toSorted(),
    dependsRemoved: module.depends.removed.toSorted(),
    pythonAdded: module.python.added.toSorted(),
    migrations: module.migrations.toSorted(),
    modelsAdded: module.models.added,
    modelsRemoved: module.models.removed,
    fieldsAdded: module.fields.added,
    fieldsRemoved: module.fields.removed,
    commits: commits.map(({ commit }) => commit),
  };
}

function oracle(repository: string, old: string, now: string): Record<string, unknown> {
  const script = fileURLToPath(new URL("year_oracle.py", import.meta.url));
  const { stdout, stderr, status } = spawnSync("python3", [script, repository, old, now], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
