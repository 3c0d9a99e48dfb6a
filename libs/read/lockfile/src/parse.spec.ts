import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseLock } from "./parse.ts";
import { renderLock } from "./render.ts";
import type { Lock } from "./schema.ts";

const A = "a".repeat(40);
const lock = (commit: unknown = A): Lock => ({
  version: 1,
  series: "19.0",
  wish: {
    core: { url: "https://github.com/odoo/odoo", branch: "19.0", folders: ["odoo/addons", "addons"] },
    repositories: { "OCA/web": { url: "https://github.com/OCA/web", branch: "19.0", modules: "*" } },
  },
  resolved: {
    repositories: {
      "OCA/web": {
        url: "https://github.com/OCA/web",
        branch: "19.0",
        commit: commit as string,
        date: "2026-01-02T03:04:05+01:00",
        modules: {
          web_b: {
            path: "web_b",
            version: "19.0.1.0.0",
            tree: A,
            depends: ["web"],
            license: "LGPL-3",
            closure: "0".repeat(64),
          },
          web_a: {
            path: "web_a",
            version: "19.0.1.0.0",
            tree: A,
            depends: [],
            license: "LGPL-3",
            closure: "0".repeat(64),
          },
        },
      },
    },
  },
});
const text = (commit: unknown) => renderLock(lock()).replace(`"commit": "${A}"`, `"commit": ${JSON.stringify(commit)}`);

describe("where a full commit belongs", () => {
  test.each([
    [null, "null"],
    ["HEAD", "HEAD"],
    ["19.0", 'the name "19.0"'],
    ["995b83abf88f", 'the short commit "995b83abf88f"'],
    [A.toUpperCase(), "upper-case id"],
  ])("%j is an error with line, column and the command that mends it", (commit, named) => {
    const { value, issues } = parseLock(text(commit), "oca.lock.json");
    expect(value).toBeNull();
    expect(issues).toHaveLength(1);
    const line = text(commit)
      .split("\n")
      .findIndex((one) => one.includes('"commit"'));
    expect(issues[0]).toMatchObject({ code: "lock-commit-not-full", severity: "error" });
    expect(issues[0]!.at).toEqual({
      path: "oca.lock.json",
      line: line + 1,
      column: text(commit).split("\n")[line]!.indexOf(": ") + 3,
    });
    expect(issues[0]!.message).toContain(named);
    expect(issues[0]!.advice).toContain("ipai oca lock OCA/web");
  });
});

test.each([
  ["a merge conflict", (good: string) => good.replace('"wish"', '<<<<<<< ours\n  "wish"'), "lock-not-json", 4],
  ["half a file", (good: string) => good.slice(0, good.length / 2), "lock-not-json", 16],
  [
    "a key twice",
    (good: string) => good.replace('"version": 1,', '"version": 1,\n  "version": 1,'),
    "lock-duplicate-key",
    3,
  ],
  ["an unknown key", (good: string) => good.replace('"series"', '"serie": 1,\n  "series"'), "lock-invalid", 3],
  [
    "ext::",
    (good: string) => good.replace("https://github.com/OCA/web", "ext::sh -c touch% /tmp/x"),
    "lock-unsafe-url",
    7,
  ],
  [
    "an option as branch",
    (good: string) => good.replace(/("OCA\/web".*"branch": )"19.0"/, '$1"--upload-pack=x"'),
    "lock-unsafe-ref",
    7,
  ],
  ["an option as module", (good: string) => good.replace('"web_a": {', '"--web": {'), "lock-invalid", 18],
])("%s is named with its place", (_name, spoil, code, line) => {
  const { value, issues } = parseLock(spoil(renderLock(lock())));
  expect(value).toBeNull();
  expect(issues.map((issue) => issue.code)).toContain(code);
  expect(issues[0]!.at!.line).toBe(line);
});

test("the canonical text is a fixed point whatever the order of names", () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z_]{1,8}$/), { maxLength: 8 });
  fc.assert(
    fc.property(names, names, (modules, depends) => {
      const one = lock();
      const pin = one.resolved.repositories["OCA/web"]!;
      const example = pin.modules["web_a"]!;
      pin.modules = Object.fromEntries(modules.map((name) => [name, { ...example, path: name, depends }]));
      const rendered = renderLock(one);
      const again = parseLock(rendered);
      expect(again.issues).toEqual([]);
      expect(again.value).toEqual(one);
      pin.modules = Object.fromEntries(Object.entries(pin.modules).toReversed());
      expect(renderLock(one)).toBe(rendered);
    }),
  );
});

test("a module is a line", () => {
  const lines = renderLock(lock()).split("\n");
  expect(lines.filter((line) => line.includes('"tree"')).map((line) => line.trim().slice(0, 8))).toEqual([
    '"web_a":',
    '"web_b":',
  ]);
});

test("the shipped lock is canonical, and its core names the five modules that lack a file", () => {
  const shipped = readFileSync(new URL("../../../../oca.lock.json", import.meta.url), "utf8");
  const { value, issues } = parseLock(shipped);
  expect(issues).toEqual([]);
  expect(renderLock(value!) === shipped, "not canonical: run `ipai oca lock`").toBe(true);
  const defective = Object.entries(value!.resolved.core!.modules).filter(([, module]) => module.defects);
  expect(defective.map(([name]) => name)).toEqual([
    "cloud_storage_migration",
    "iap",
    "l10n_account_withholding_tax",
    "l10n_ar_withholding",
    "lunch",
  ]);
});
