import { describe, expect, it, test } from "vitest";
import { globPattern } from "./glob.ts";
import { AssetResolver, type AssetModule } from "./resolve.ts";

function module(name: string, keys: Partial<AssetModule> = {}): AssetModule {
  return { name, application: false, sequence: 100, depends: ["base"], assets: {}, files: [], ...keys };
}

const web = module("web", {
  files: [
    "static/src/b.js",
    "static/src/a.js",
    "static/src/sub/c.scss",
    "static/src/readme.md",
    "static/src/.hidden.js",
  ],
  assets: { main: ["web/static/src/**/*"], part: ["web/static/src/a.js"] },
});

function resolve(bundle: string, ...modules: AssetModule[]) {
  const { files, issues } = new AssetResolver([web, ...modules]).resolve(bundle);
  return { files: files.map(({ path }) => path.replace("/static/src/", ":")), issues: issues.map(({ code }) => code) };
}

const addon = (assets: AssetModule["assets"], keys: Partial<AssetModule> = {}) =>
  module("addon", { depends: ["web"], files: ["static/src/x.js", "static/src/y.js"], assets, ...keys });

describe("AssetResolver", () => {
  it("expands globs in path order, scripts, styles and templates only", () => {
    expect(resolve("main")).toEqual({ files: ["/web:a.js", "/web:b.js", "/web:sub/c.scss"], issues: [] });
  });

  it.each<[string, unknown[], string[]]>([
    ["append", ["addon/static/src/*.js"], ["/web:a.js", "/addon:x.js", "/addon:y.js"]],
    ["prepend", [["prepend", "/addon/static/src/x.js"]], ["/addon:x.js", "/web:a.js"]],
    ["before", [["before", "web/static/src/a.js", "addon/static/src/x.js"]], ["/addon:x.js", "/web:a.js"]],
    [
      "after",
      ["addon/static/src/y.js", ["after", "web/static/src/a.js", "addon/static/src/x.js"]],
      ["/web:a.js", "/addon:x.js", "/addon:y.js"],
    ],
    ["replace", [["replace", "web/static/src/a.js", "addon/static/src/x.js"]], ["/addon:x.js"]],
    ["remove", [["remove", "web/static/src/*"]], []],
    ["include", [["include", "main"]], ["/web:a.js", "/web:b.js", "/web:sub/c.scss"]],
    ["external", ["https://example.com/lib.js"], ["/web:a.js", "https://example.com/lib.js"]],
  ])("applies %s", (_kind, entries, files) => {
    expect(resolve("part", addon({ part: entries }))).toEqual({ files, issues: [] });
  });

  it("puts what an included bundle prepends at that bundle's start", () => {
    const result = resolve(
      "outer",
      addon({ outer: ["addon/static/src/y.js", ["include", "part"]], part: [["prepend", "addon/static/src/x.js"]] }),
    );
    expect(result.files).toEqual(["/addon:y.js", "/addon:x.js", "/web:a.js"]);
  });

  it("takes applications first, and dependencies before them", () => {
    const later = module("aaa", { files: ["static/src/z.js"], assets: { part: ["aaa/static/src/z.js"] } });
    const result = resolve("part", later, addon({ part: ["addon/static/src/x.js"] }, { application: true }));
    expect(result.files).toEqual(["/web:a.js", "/addon:x.js", "/aaa:z.js"]);
  });

  it("applies records before the manifests below sequence 16, after them otherwise", () => {
    const record = { module: "addon", bundle: "part", directive: "append", target: "" };
    const { files } = new AssetResolver(
      [web, addon({})],
      [
        { ...record, path: "addon/static/src/y.js", sequence: 16 },
        { ...record, path: "addon/static/src/x.js", sequence: 15 },
      ],
    ).resolve("part");
    expect(files.map(({ path }) => path.slice(-4))).toEqual(["x.js", "a.js", "y.js"]);
  });

  it.each<[string, unknown[]]>([
    ["asset-no-match", ["addon/static/src/*.xml"]],
    ["asset-no-match", ["addon/static/src/gone.js"]],
    ["asset-not-installed", ["other/static/src/a.js"]],
    ["asset-target-missing", [["remove", "addon/static/src/x.js"]]],
    ["asset-target-missing", [["after", "addon/static/src/x.js", "addon/static/src/y.js"]]],
    ["asset-cycle", [["include", "part"]]],
    ["asset-directive", [["after", "web/static/src/a.js"]]],
    ["asset-directive", [7]],
  ])("reports %s", (code, entries) => {
    expect(resolve("part", addon({ part: entries })).issues).toEqual([code]);
  });
});

test.each([
  ["a/**/*.js", "a/x.js a/b/c/x.js", "a/x.css b/x.js a/.b/x.js a/.x.js"],
  ["a/**", "a/x a/b/c", "a b/x a/.x"],
  ["a/[!x]*.js", "a/b.js", "a/x.js a/.b.js a/b/c.js"],
  ["a/v?.{js}", "a/v1.{js}", "a/v1.js"],
  ["a/b**.js", "a/b.js a/bcd.js", "a/b/c.js"],
])("glob %s matches as Python's does", (pattern, matching, others) => {
  for (const path of matching.split(" ")) expect(path).toMatch(globPattern(pattern));
  for (const path of others.split(" ")) expect(path).not.toMatch(globPattern(pattern));
});
