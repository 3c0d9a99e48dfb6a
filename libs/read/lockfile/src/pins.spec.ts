import { expect, test } from "vitest";
import { changedModules, lockedModules } from "./pins.ts";
import type { Lock, PinnedModule } from "./schema.ts";

const module = (digit: string): PinnedModule => ({
  path: "m",
  version: "1.0",
  tree: digit.repeat(40),
  depends: [],
  license: "LGPL-3",
  closure: "0".repeat(64),
});
const pin = (modules: Record<string, PinnedModule>) => ({
  url: "/x",
  branch: "19.0",
  commit: "c".repeat(40),
  date: "2026-01-02T03:04:05Z",
  modules,
});
const lock = (core: Record<string, PinnedModule>, web: Record<string, PinnedModule>): Lock => ({
  version: 1,
  series: "19.0",
  wish: { core: { url: "/x", branch: "19.0" }, repositories: {} },
  resolved: { core: pin(core), repositories: { "OCA/web": pin(web) } },
});

test("a module has changed when its content has, wherever it comes from now", () => {
  const before = lock({ base: module("1"), gone: module("2") }, { a: module("3"), moved: module("4") });
  const after = lock({ base: module("1"), moved: module("4") }, { a: module("5"), added: module("6") });
  expect(changedModules(before, after)).toEqual(["a", "added", "gone"]);
  expect(changedModules(before, before)).toEqual([]);
  expect(changedModules(null, after)).toEqual(["a", "added", "base", "moved"]);
});

test("a repository shadows Odoo's own module of the same name, as the addons path does", () => {
  const shadowed = lock({ membership: module("1") }, { membership: module("2") });
  expect(lockedModules(shadowed).get("membership")).toMatchObject({ repository: "OCA/web", tree: "2".repeat(40) });
});
