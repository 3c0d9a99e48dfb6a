import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSource } from "./open.ts";
import { commitAll, git, plant } from "./spec-support.ts";

const REPOSITORY = {
  "sale_x/__manifest__.py": "{}",
  "sale_x/tests/inner/__manifest__.py": "{}",
  "old/__openerp__.py": "{}",
  "setup/sale_x/odoo/addons/sale_x": { link: "../../../../sale_x" },
  "vendor/deep/er/stock_x/__manifest__.py": "{}",
  ".hidden/h/__manifest__.py": "{}",
  "node_modules/n/__manifest__.py": "{}",
  "half_port/__init__.py": "",
  "half_port/models/x.py": "",
  "docs/index.rst": "",
  outside: { link: "/etc" },
  loop: { link: "loop" },
  alias: { link: "sale_x" },
};

describe("where modules are", () => {
  const root = plant(REPOSITORY);
  commitAll(root);

  it.each([
    ["a folder", root],
    ["a commit", `${root}@HEAD`],
  ])("in %s", (_, spec) => {
    const source = openSource(spec);
    expect(source.modules.map(({ path }) => path)).toEqual(["old", "sale_x", "vendor/deep/er/stock_x"]);
    expect(source.issues.map(({ code, severity, at }) => `${severity} ${code} ${at?.path}`)).toEqual([
      "warning link-not-followed outside",
      "error folder-without-manifest half_port",
    ]);
  });

  it("is not asked of folders that stand apart from modules", () => {
    const apart = plant({ "addons/m/__manifest__.py": "{}", "app/models/a.py": "", "lib/x.py": "" });
    expect(openSource(apart).issues).toEqual([]);
  });

  it("is asked of what a source without any module holds", () => {
    const [found] = openSource(plant({ "m/models/a.py": "", "m/__init__.py": "" })).issues;
    expect(found).toMatchObject({ code: "folder-without-manifest", severity: "error", at: { path: "m" } });
  });

  it("tells what a removed module left from one that lacks its manifest", () => {
    const [found] = openSource(plant({ "m/__manifest__.py": "{}", "gone/data/x.xml": "<odoo/>" })).issues;
    expect(found).toMatchObject({ code: "folder-without-manifest", severity: "warning", at: { path: "gone" } });
  });
});

it("names empty folders beside modules, and those that hold only what Python left", () => {
  const root = plant({ "m/__manifest__.py": "{}", "gone/models/__pycache__/a.cpython-311.pyc": "", "gone/x.pyc": "" });
  mkdirSync(join(root, "empty"));
  expect(openSource(root).issues.map(({ code, at }) => `${code} ${at?.path}`)).toEqual([
    "empty-module-folder empty",
    "empty-module-folder gone",
  ]);
});

it("says that a submodule is not among the objects, and reads it where it is checked out", () => {
  const [root, inner] = [plant({ "m/__manifest__.py": "{}" }), plant({ "n/__manifest__.py": "{}" })];
  commitAll(inner);
  git(root, "init", "--quiet");
  git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "oca/web");
  commitAll(root);
  const committed = openSource(`${root}@HEAD`);
  expect(committed.modules.map(({ name }) => name)).toEqual(["m"]);
  expect(committed.issues).toMatchObject([{ code: "submodule-not-read", at: { path: "oca/web" } }]);
  expect(openSource(root).modules.map(({ name }) => name)).toEqual(["m", "n"]);
});

it("names a module whose folder Odoo would stop at, and leaves it out", () => {
  const root = plant({ "good_1/__manifest__.py": "{}", "bad-old/__manifest__.py": "{}", "a b/__manifest__.py": "{}" });
  commitAll(root);
  for (const source of [openSource(root), openSource(`${root}@HEAD`)]) {
    expect(source.modules.map(({ name }) => name)).toEqual(["good_1"]);
    expect(source.issues.map(({ code, severity, at }) => `${severity} ${code} ${at?.path}`)).toEqual([
      "error module-folder-name a b",
      "error module-folder-name bad-old",
    ]);
  }
});

describe("links", () => {
  const root = plant({
    "repo/one/__manifest__.py": "{}",
    "repo/one/models/a.py": "x = 1",
    "repo/many/two/__manifest__.py": "{}",
    "repo/back": { link: "../auto" },
    "auto/one": { link: "../repo/one" },
    "auto/many": { link: "../repo/many" },
    "auto/up": { link: "../auto" },
    "auto/all": { link: ".." },
    "auto/gone": { link: "../nowhere" },
    "auto/far": { link: "/etc" },
  });
  const folder = join(root, "auto");

  it("that stay below the given folder are read as what they point to, loops and all", () => {
    const { modules, issues, ...source } = openSource(folder, { within: root });
    expect(modules.map(({ path }) => path)).toEqual(["many/two", "one"]);
    expect(modules[1]!.tree).toBe(openSource(join(root, "repo")).modules.find(({ name }) => name === "one")!.tree);
    expect(source.list([modules[1]!])[0]!.text).toContain("models/a.py");
    expect(issues.map(({ code, at }) => `${code} ${at?.path}`)).toEqual(
      expect.arrayContaining(["link-not-followed far", "link-not-followed gone"]),
    );
  });

  it("are named where no folder bounds them", () => {
    const { modules, issues } = openSource(folder);
    expect(modules).toEqual([]);
    expect(issues.filter(({ code }) => code === "link-not-followed").map(({ at }) => at?.path)).toEqual(
      expect.arrayContaining(["many", "one"]),
    );
  });
});

it("leaves folders to the sources they belong to", () => {
  const root = plant({ "own/a/__manifest__.py": "{}", "addons/oca/b/__manifest__.py": "{}" });
  expect(openSource(root, { skip: ["addons/oca"] }).modules.map(({ path }) => path)).toEqual(["own/a"]);
});
