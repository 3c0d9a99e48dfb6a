import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderLock } from "./render.ts";
import { relock, writeLock } from "./relock.ts";
import { wishes } from "./resolve.ts";
import type { Lock, Wish } from "./schema.ts";
import { moduleFiles, Remote, scratch, settingsIn, wishLock } from "./testing.ts";
import { verifyPins } from "./verify.ts";

const { folder, remove } = scratch();
let core: Remote;
beforeAll(() => {
  core = new Remote(folder, "odoo/odoo");
  core.commit({ ...moduleFiles("base", { depends: [] }, "addons/"), ...moduleFiles("web", {}, "addons/") });
});
afterAll(remove);

const settings = settingsIn(folder);
const lockAll = (lock: Lock, more = settings) =>
  relock(
    lock,
    wishes(lock).map(({ name }) => name),
    more,
  );
const pinOf = (lock: Lock, name: string) => lock.resolved.repositories[name]!;
const remoteWith = (name: string, files: Record<string, string>) => {
  const remote = new Remote(folder, name);
  remote.commit(files);
  return remote;
};
const wishOf = (remote: Remote, wish: Partial<Wish> = {}) => ({ "OCA/x": { url: remote.path, ...wish } });

test("a pin holds what git has: commit, date, tree oids, manifests, also of merge commits and of 300 modules", async () => {
  const names = Array.from({ length: 300 }, (_, index) => `m_${String(index).padStart(3, "0")}`);
  const remote = remoteWith(
    "OCA/many",
    Object.assign({}, ...names.map((name) => moduleFiles(name, { depends: ["web"] }))),
  );
  remote.git("checkout", "-q", "-b", "side");
  remote.commit(
    moduleFiles("from_side", {
      external_dependencies: { python: ["lxml"], bin: ["wkhtmltopdf"] },
      excludes: ["m_001"],
    }),
  );
  remote.git("checkout", "-q", "19.0");
  remote.commit(moduleFiles("m_000", { version: "19.0.2.0.0", depends: ["web", "gone"] }));
  remote.git("merge", "-q", "--no-ff", "side", "-m", "merge");
  const { value, issues } = await lockAll(wishLock(core, wishOf(remote)));
  expect(issues).toEqual([]);
  const pin = pinOf(value.lock, "OCA/x");
  expect(pin.commit).toBe(remote.git("rev-parse", "19.0"));
  expect(new Date(pin.date).toISOString()).toBe(
    new Date(remote.git("log", "-1", "--format=%cI", "19.0")).toISOString(),
  );
  const trees = remote
    .git("ls-tree", "-d", "19.0")
    .split("\n")
    .map((line) => line.split(/\s/));
  expect(Object.fromEntries(Object.entries(pin.modules).map(([name, { tree }]) => [name, tree]))).toEqual(
    Object.fromEntries(trees.map(([, , oid, name]) => [name, oid])),
  );
  expect(pin.modules["m_000"]).toMatchObject({ version: "19.0.2.0.0", depends: ["web", "gone"], path: "m_000" });
  expect(pin.modules["from_side"]).toMatchObject({ python: ["lxml"], bin: ["wkhtmltopdf"], excludes: ["m_001"] });
  expect(value.lock.resolved.core!.modules["web"]).toMatchObject({ path: "addons/web", depends: ["base"] });
});

test("a module that moves to another folder keeps its name, and its path follows", async () => {
  const remote = remoteWith("OCA/moving", moduleFiles("here"));
  remote.git("mv", "here", "there");
  const renamed = remote.commit({ ...moduleFiles("deep", {}, "sub/") });
  const { value } = await lockAll(wishLock(core, wishOf(remote)));
  expect(pinOf(value.lock, "OCA/x").commit).toBe(renamed);
  expect(Object.entries(pinOf(value.lock, "OCA/x").modules).map(([name, { path }]) => [name, path])).toEqual([
    ["deep", "sub/deep"],
    ["there", "there"],
  ]);
});

test("a closure hash moves with any module below, and with nothing else", async () => {
  const remote = remoteWith("OCA/chain", {
    ...moduleFiles("low"),
    ...moduleFiles("high", { depends: ["low"] }),
    ...moduleFiles("other"),
  });
  const before = (await lockAll(wishLock(core, wishOf(remote)))).value.lock;
  remote.commit({ "low/models.py": "x = 1\n" });
  const after = (await lockAll(before)).value.lock;
  const moved = Object.keys(pinOf(after, "OCA/x").modules).filter(
    (name) => pinOf(after, "OCA/x").modules[name]!.closure !== pinOf(before, "OCA/x").modules[name]!.closure,
  );
  expect(moved).toEqual(["high", "low"]);
});

describe("merged refs", () => {
  const setUp = (name: string) => {
    const remote = remoteWith(name, { ...moduleFiles("a"), ...moduleFiles("b"), "b/text.py": "1\n2\n3\n4\n5\n" });
    remote.git("checkout", "-q", "-b", "work");
    remote.commit({ "a/extra.py": "extra = 1\n" }, "Add extra");
    remote.git("update-ref", "refs/pull/7/head", "HEAD");
    remote.git("checkout", "-q", "19.0");
    remote.commit({ "b/text.py": "1\n2\n3\n4\nfive\n" });
    return remote;
  };
  const wish = { merges: [{ ref: "refs/pull/7/head" }] };

  test("are recorded with commit, subject, modules and tree, and give the same head on another machine", async () => {
    const remote = setUp("OCA/merged");
    const { value, issues } = await lockAll(wishLock(core, wishOf(remote, wish)));
    expect(issues).toEqual([]);
    const pin = pinOf(value.lock, "OCA/x");
    remote.git("merge", "-q", "--no-ff", "refs/pull/7/head", "-m", "by git");
    expect(pin.merges).toMatchObject([
      {
        ref: "refs/pull/7/head",
        commit: remote.git("rev-parse", "refs/pull/7/head"),
        subject: "Add extra",
        modules: ["a"],
        tree: remote.git("rev-parse", "HEAD^{tree}"),
      },
    ]);
    expect(pin.modules["a"]!.tree).toBe(remote.git("rev-parse", "HEAD:a"));
    remote.git("reset", "-q", "--hard", pin.commit);
    const elsewhere = await lockAll(wishLock(core, wishOf(remote, wish)), {
      ...settings,
      cache: join(folder, "other-machine"),
    });
    expect(pinOf(elsewhere.value.lock, "OCA/x").head).toBe(pin.head);
  });

  test("stay what they were after a rebase: verify says what changed, and who has the lock can still read it", async () => {
    const remote = setUp("OCA/rebased");
    const { lock } = (await lockAll(wishLock(core, wishOf(remote, wish)))).value;
    const old = remote.git("rev-parse", "refs/pull/7/head");
    remote.git("checkout", "-q", "work");
    remote.git("reset", "-q", "--hard", "19.0");
    remote.git("update-ref", "refs/pull/7/head", remote.commit({ "a/extra.py": "extra = 2\n" }, "Rebased"));
    remote.git("checkout", "-q", "19.0");
    remote.git("reflog", "expire", "--expire=now", "--all");
    remote.git("gc", "-q", "--prune=now");
    const codes = (issues: readonly { code: string }[]) => issues.map(({ code }) => code);
    const here = (await verifyPins(lock, settings, true)).flatMap(({ issues }) => issues);
    expect(codes(here)).toEqual(["merge-ref-moved"]);
    expect(here[0]!.message).toContain(old.slice(0, 12));
    expect(here[0]!.message).toContain("Add extra");
    const fresh = (await verifyPins(lock, { ...settings, cache: join(folder, "fresh") }, true)).flatMap(
      ({ issues }) => issues,
    );
    expect(codes(fresh)).toEqual(["merge-commit-gone", "merge-ref-moved"]);
    expect(fresh[0]!.message).toMatch(/Add extra.*in a/);
  });

  test("that conflict leave the wish unresolved and name the file", async () => {
    const remote = setUp("OCA/conflict");
    remote.commit({ "a/extra.py": "other = 1\n" });
    const { value, issues } = await lockAll(wishLock(core, wishOf(remote, wish)));
    expect(value.unresolved).toEqual(["OCA/x"]);
    expect(value.lock.resolved.repositories).toEqual({});
    expect(issues[0]).toMatchObject({ code: "merge-conflict" });
    expect(issues[0]!.message).toContain("a/extra.py");
  });

  test("that the branch has taken in are said to be superfluous", async () => {
    const remote = setUp("OCA/taken");
    remote.git("merge", "-q", "--no-ff", "refs/pull/7/head", "-m", "merge");
    const { value, issues } = await lockAll(wishLock(core, wishOf(remote, wish)));
    expect(issues.map(({ code, severity }) => [code, severity])).toEqual([["merge-already-in", "info"]]);
    expect(pinOf(value.lock, "OCA/x").merges![0]!.modules).toEqual([]);
  });
});

test("a force-pushed branch: the pin holds, verify says so, the next lock of the same wish moves nothing", async () => {
  const remote = remoteWith("OCA/forced", moduleFiles("a"));
  remote.commit({ "a/x.py": "old = 1\n" });
  const { lock } = (await lockAll(wishLock(core, wishOf(remote)))).value;
  remote.git("reset", "-q", "--hard", "HEAD~1");
  remote.commit({ "a/x.py": "new = 1\n" });
  const verdicts = await verifyPins(lock, settings, true);
  expect(verdicts.flatMap(({ issues }) => issues.map(({ code }) => code))).toEqual(["commit-left-branch"]);
  const moved = (await lockAll(lock)).value;
  expect(moved.moved).toEqual(["OCA/x"]);
  expect(pinOf(moved.lock, "OCA/x").commit).toBe(remote.git("rev-parse", "19.0"));
});

describe("what cannot be resolved", () => {
  test.each([
    ["a remote that is not there", { url: "/nonexistent/OCA/x" }, "remote-unreachable"],
    ["a branch that is not there", { branch: "20.0" }, "ref-missing"],
    ["a module that is not there", { modules: ["a", "nowhere"] }, "module-missing"],
    ["a version out of its range", { versions: { a: "^2.0.0" } }, "version-out-of-range"],
  ])("%s stays a wish, and its pin stays as it was", async (_name, wish, code) => {
    const remote = remoteWith(`OCA/${code}`, moduleFiles("a"));
    const good = (await lockAll(wishLock(core, wishOf(remote)))).value.lock;
    remote.commit({ "a/x.py": "" });
    const spoiled = {
      ...good,
      wish: { ...good.wish, repositories: { "OCA/x": { ...good.wish.repositories["OCA/x"]!, ...wish } } },
    };
    const { value, issues } = await relock(spoiled, ["OCA/x"], settings);
    expect(issues.map((issue) => issue.code)).toEqual([code]);
    expect(issues[0]!.advice).toContain("ipai oca lock OCA/x");
    expect(pinOf(value.lock, "OCA/x")).toEqual(pinOf(good, "OCA/x"));
    expect(
      (await relock(wishLock(core, wishOf(remote, wish)), ["OCA/x"], settings)).value.lock.resolved.repositories,
    ).toEqual({});
  });

  test("a range that fits is met", async () => {
    const remote = remoteWith("OCA/ranged", moduleFiles("a", { version: "19.0.1.4.2" }));
    const { value, issues } = await lockAll(wishLock(core, wishOf(remote, { versions: { a: "^1.2.0" } })));
    expect([issues, value.unresolved]).toEqual([[], []]);
  });
});

test("offline, what was fetched once still resolves; what never was stays a wish", async () => {
  const remote = remoteWith("OCA/warm", moduleFiles("a"));
  const warm = wishLock(core, wishOf(remote));
  const online = await lockAll(warm);
  const moved = `${remote.path}-gone`;
  remote.git("status");
  const { renameSync } = await import("node:fs");
  renameSync(remote.path, moved);
  const offline = await lockAll(warm, { ...settings, offline: true });
  expect(offline.issues).toEqual([]);
  expect(renderLock(offline.value.lock)).toBe(renderLock(online.value.lock));
  const cold = await relock(warm, ["OCA/x"], { cache: join(folder, "cold"), offline: true });
  expect(cold.issues.map(({ code }) => code)).toEqual(["remote-unreachable"]);
});

test("a mirror on this machine stands for its URL, and lends its objects", async () => {
  remoteWith("mirrored/OCA+lent", moduleFiles("a"));
  const pattern = join(folder, "mirrored/{owner}+{name}");
  const lock = wishLock(core, { "OCA/lent": { url: "https://host.invalid/OCA/lent" } });
  const { value, issues } = await relock(lock, ["OCA/lent"], { ...settings, pattern });
  expect(issues).toEqual([]);
  expect(Object.keys(pinOf(value.lock, "OCA/lent").modules)).toEqual(["a"]);
});

test("a lock is written over the text it was made from, or not at all", async () => {
  const path = join(folder, "oca.lock.json");
  const lock = wishLock(core, {});
  expect(await writeLock(path, null, lock)).toEqual({ value: true, issues: [] });
  const text = readFileSync(path, "utf8");
  expect(await writeLock(path, text, lock)).toEqual({ value: false, issues: [] });
  writeFileSync(path, `${text} `);
  const { value, issues } = await writeLock(path, text, { ...lock, series: "18.0" });
  expect([value, issues[0]!.code]).toEqual([false, "lock-changed-meanwhile"]);
  expect(readFileSync(path, "utf8")).toBe(`${text} `);
});
