import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { relock } from "../relock.ts";
import { wishes } from "../resolve.ts";
import type { Lock, Wish } from "../schema.ts";
import { moduleFiles, Remote, scratch, settingsIn, wishLock } from "../testing.ts";
import { verifyDisk } from "../verify-disk.ts";
import { own } from "./state.ts";
import { sync } from "./sync.ts";

const { folder, remove } = scratch();
const settings = settingsIn(folder);
let core: Remote;
let remote: Remote;
let first: Lock;
let second: Lock;

const lockOf = async (from: Remote, wish: Partial<Wish> = {}): Promise<Lock> => {
  const wished = wishLock(core, { "OCA/x": { url: from.path, ...wish } });
  return (
    await relock(
      wished,
      wishes(wished).map(({ name }) => name),
      settings,
    )
  ).value.lock;
};

beforeAll(async () => {
  core = new Remote(folder, "odoo/odoo");
  core.commit({ ...moduleFiles("base", { depends: [] }, "addons/"), ...moduleFiles("web", {}, "addons/") });
  remote = new Remote(folder, "OCA/x");
  remote.commit({
    ...moduleFiles("a", { depends: ["b"] }),
    ...moduleFiles("b"),
    ...moduleFiles("unwanted"),
    "a/static/ü ñ.txt": "names beyond ASCII\n",
    "b/tests/old.pyc": "committed by mistake",
    "a/run.sh": "#!/bin/sh\n",
  });
  remote.git("update-index", "--chmod=+x", "a/run.sh");
  remote.git("commit", "-q", "-m", "mode");
  first = await lockOf(remote, { modules: ["a"] });
  remote.git("reset", "-q", "--hard");
  remote.commit({
    ...moduleFiles("c"),
    ...moduleFiles("a", { depends: ["c"] }),
    "a/__init__.py": "second = 1\n",
    "b/__init__.py": null,
  });
  second = await lockOf(remote, { modules: ["a"] });
});
afterAll(remove);

const freshTarget = () => join(folder, `target-${Math.random().toString(36).slice(2)}/addons/oca`);
const modulesIn = (target: string) =>
  readdirSync(target)
    .filter((name) => name !== ".sync")
    .sort();
const gitTree = (target: string, name: string): string => {
  const scratchGit = join(folder, "hasher");
  rmSync(scratchGit, { recursive: true, force: true });
  const hasher = new Remote(folder, "hasher");
  hasher.git("-c", "core.bare=false", `--work-tree=${join(target, name)}`, "add", "--all", "--force", ".");
  return hasher.git("write-tree");
};
const codes = (issues: readonly { readonly code: string }[]) => issues.map(({ code }) => code);

test("the wanted closure is on disk with git's own trees, and no other module", async () => {
  const target = freshTarget();
  expect(await sync(first, target, settings)).toEqual({ value: { put: ["a", "b"], dropped: [], kept: 0 }, issues: [] });
  expect(modulesIn(target)).toEqual(["a", "b"]);
  for (const name of ["a", "b"])
    expect(gitTree(target, name)).toBe(first.resolved.repositories["OCA/x"]!.modules[name]!.tree);
  expect(statSync(join(target, "a/run.sh")).mode & 0o100).toBe(0o100);
  expect(await sync(first, target, settings)).toEqual({ value: { put: [], dropped: [], kept: 2 }, issues: [] });
  expect(await verifyDisk(first, target, settings)).toEqual({ checked: 2, issues: [] });
});

test("a moved lock replaces what changed, brings what is new and takes away what nothing needs", async () => {
  const target = freshTarget();
  await sync(first, target, settings);
  expect((await sync(second, target, settings)).value).toEqual({ put: ["a", "c"], dropped: ["b"], kept: 0 });
  expect(modulesIn(target)).toEqual(["a", "c"]);
  expect(readFileSync(join(target, "a/__init__.py"), "utf8")).toBe("second = 1\n");
  expect(readdirSync(own(target)).filter((name) => name.startsWith("stage"))).toEqual([]);
});

test("edits on disk stop a sync and are named by verify, file by file; Python's leftovers are none", async () => {
  const target = freshTarget();
  await sync(first, target, settings);
  mkdirSync(join(target, "b/__pycache__"));
  writeFileSync(join(target, "b/__pycache__/x.cpython-312.pyc"), "");
  expect((await verifyDisk(first, target, settings)).issues).toEqual([]);
  writeFileSync(join(target, "a/run.sh"), "#!/bin/sh\nrm -rf /\n");
  rmSync(join(target, "a/static/ü ñ.txt"));
  writeFileSync(join(target, "b/evil.py"), "");
  mkdirSync(join(target, "mine"));
  const found = (await verifyDisk(first, target, settings)).issues.map(({ code, at }) => `${code} ${at!.path}`);
  expect(found).toEqual([
    "file-tampered a/run.sh",
    "file-missing a/static/ü ñ.txt",
    "file-extra b/evil.py",
    "module-not-in-lock mine",
  ]);
  const stopped = await sync(second, target, settings);
  expect(codes(stopped.issues)).toEqual(["module-edited", "module-edited", "module-not-in-lock"]);
  expect(readFileSync(join(target, "a/run.sh"), "utf8")).toContain("rm -rf");
  const forced = await sync(second, target, settings, { force: true });
  expect([forced.value.put, modulesIn(target)]).toEqual([
    ["a", "c"],
    ["a", "c", "mine"],
  ]);
});

describe("a process killed while it moves modules in", () => {
  const steps = ["journal written", "a moved away", "a moved in", "all moved in", "old module dropped"];
  test.each(steps.map((name, step) => [name, step] as const))(
    "after %s: the next sync finishes it",
    async (_name, step) => {
      const target = freshTarget();
      await sync(first, target, settings);
      // A second target plays the stage that the killed process had filled.
      const donor = freshTarget();
      await sync(second, donor, settings);
      const stage = own(target, "stage-999999999-x");
      mkdirSync(join(stage, ".old"), { recursive: true });
      for (const name of ["a", "c"]) renameSync(join(donor, name), join(stage, name));
      const after = Object.fromEntries(
        ["a", "c"].map((name) => [name, second.resolved.repositories["OCA/x"]!.modules[name]!.tree]),
      );
      writeFileSync(
        own(target, "journal.json"),
        JSON.stringify({
          stage: "stage-999999999-x",
          put: ["a", "c"],
          drop: ["b"],
          state: { modules: after, leftovers: [] },
        }),
      );
      if (step >= 1) renameSync(join(target, "a"), join(stage, ".old/a"));
      if (step >= 2) renameSync(join(stage, "a"), join(target, "a"));
      if (step >= 3) renameSync(join(stage, "c"), join(target, "c"));
      if (step >= 4) renameSync(join(target, "b"), join(stage, ".old/b"));
      expect(codes((await verifyDisk(second, target, settings)).issues)).toContain("sync-interrupted");
      expect((await sync(second, target, settings)).issues).toEqual([]);
      expect(await verifyDisk(second, target, settings)).toEqual({ checked: 2, issues: [] });
      expect(modulesIn(target)).toEqual(["a", "c"]);
      expect(readdirSync(own(target)).filter((name) => /^stage|journal/.test(name))).toEqual([]);
    },
  );
});

test("a sync that cannot read everything changes nothing", async () => {
  const target = freshTarget();
  await sync(first, target, settings);
  const spoiled = structuredClone(second);
  spoiled.resolved.repositories["OCA/x"]!.modules["c"]!.tree = "1".repeat(40);
  expect(codes((await sync(spoiled, target, settings)).issues)).toEqual(["tree-differs"]);
  const gone = structuredClone(second);
  gone.resolved.repositories["OCA/x"]!.commit = "2".repeat(40);
  expect(codes((await sync(gone, target, settings)).issues)).toEqual(["commit-gone"]);
  expect(await verifyDisk(first, target, settings)).toEqual({ checked: 2, issues: [] });
});

test("syncs at the same time leave one of the two states, whole", async () => {
  const target = freshTarget();
  const runs = await Promise.all(
    [first, second, first, second].map((lock) => sync(lock, target, settings, { force: true })),
  );
  expect(runs.flatMap(({ issues }) => codes(issues))).toEqual([]);
  const holds = await Promise.all(
    [first, second].map(async (lock) => (await verifyDisk(lock, target, settings)).issues.length === 0),
  );
  expect(holds.filter(Boolean)).toHaveLength(1);
});

describe("hostile content is not written", () => {
  const manifest = () => ({
    mode: "100644",
    name: "__manifest__.py",
    oid: remote.blob("{'name': 'x', 'version': '19.0.1.0.0', 'license': 'LGPL-3'}\n"),
  });
  const text = () => remote.blob("content\n");
  const link = (to: string) => remote.blob(to);
  const cases: [string, string, () => { mode: string; name: string; oid: string }[]][] = [
    [
      "a link out of the module",
      'to "../../../../etc/passwd", outside',
      () => [{ mode: "120000", name: "out", oid: link("../../../../etc/passwd") }],
    ],
    [
      "an absolute link",
      'to "/etc/passwd", outside',
      () => [{ mode: "120000", name: "out", oid: link("/etc/passwd") }],
    ],
    [
      "a link through another link",
      'to "up/../x", outside',
      () => [
        { mode: "120000", name: "up", oid: link("models/..") },
        { mode: "120000", name: "zz", oid: link("up/../x") },
      ],
    ],
    [
      "a folder called ..",
      "leaves its folder",
      () => [{ mode: "40000", name: "..", oid: remote.tree([{ mode: "100644", name: "x", oid: text() }]) }],
    ],
    [
      "a .git folder",
      "git directory",
      () => [{ mode: "40000", name: ".git", oid: remote.tree([{ mode: "100644", name: "config", oid: text() }]) }],
    ],
    [
      "a .GIT folder by a short name",
      "git directory",
      () => [{ mode: "40000", name: "GIT~1", oid: remote.tree([{ mode: "100644", name: "config", oid: text() }]) }],
    ],
    ["a name with a backslash", "another system", () => [{ mode: "100644", name: "..\\x", oid: text() }]],
    ["a name with a slash", "leaves its folder", () => [{ mode: "100644", name: "../../x", oid: text() }]],
    [
      "two names that differ in case",
      "in case only",
      () => [
        { mode: "100644", name: "Readme", oid: text() },
        { mode: "100644", name: "readme", oid: text() },
      ],
    ],
    ["a submodule", "is a submodule", () => [{ mode: "160000", name: "lib", oid: "1".repeat(40) }]],
    [
      "a link and a folder of one name",
      "which is no folder",
      () => [
        { mode: "120000", name: "d", oid: link("models") },
        { mode: "40000", name: "d", oid: remote.tree([{ mode: "100644", name: "x", oid: text() }]) },
      ],
    ],
  ];
  test.each(cases)("%s", async (name, because, entries) => {
    const hostile = new Remote(folder, `OCA/hostile-${cases.findIndex(([one]) => one === name)}`);
    remote = hostile;
    const module = hostile.tree([manifest(), ...entries()].sort((a, b) => (a.name < b.name ? -1 : 1)));
    const sound = hostile.tree([manifest()]);
    hostile.commitRaw([
      { mode: "40000", name: "evil", oid: module },
      { mode: "40000", name: "good", oid: sound },
    ]);
    const target = freshTarget();
    const { value, issues } = await sync(await lockOf(hostile), target, settings);
    expect([...new Set(codes(issues))]).toEqual(["hostile-content"]);
    expect(issues.map(({ message }) => message).join()).toContain(because);
    expect(value.put).toEqual([]);
    expect(modulesIn(target)).toEqual([]);
    expect(existsSync(join(target, "../../x"))).toBe(false);
  });

  test("a link that stays in its module is written as it is", async () => {
    const linked = new Remote(folder, "OCA/linked");
    remote = linked;
    const models = linked.tree([{ mode: "100644", name: "m.py", oid: text() }]);
    const module = linked.tree([
      manifest(),
      { mode: "120000", name: "alias.py", oid: link("models/m.py") },
      { mode: "40000", name: "models", oid: models },
    ]);
    linked.commitRaw([{ mode: "40000", name: "good", oid: module }]);
    const target = freshTarget();
    expect((await sync(await lockOf(linked), target, settings)).issues).toEqual([]);
    expect(readlinkSync(join(target, "good/alias.py"))).toBe("models/m.py");
    expect(readFileSync(join(target, "good/alias.py"), "utf8")).toBe("content\n");
  });
});
