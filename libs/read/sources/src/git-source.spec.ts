import { chmodSync, chownSync, existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openSource } from "./open.ts";
import { readFiles } from "./read.ts";
import { parseListing, SourceUnavailable } from "./source.ts";
import { commitAll, git, plant } from "./spec-support.ts";

afterEach(() => vi.unstubAllEnvs());

const TWO_FOLDERS = {
  "odoo/addons/base/__manifest__.py": "{}",
  "addons/web/__manifest__.py": "{}",
  "addons/web/static/src/a.js": "",
  "docs/readme.txt": "",
};

describe("a commit is read from git objects", () => {
  const root = plant(TWO_FOLDERS);
  const commit = commitAll(root);
  git(root, "branch", "19.0");
  plant({ "addons/web/static/src/a.js": "dirty" }, root);

  it.each(["19.0", "HEAD", commit, commit.slice(0, 12)])("named %s", (revision) => {
    const source = openSource(`${root}@${revision}`);
    expect(source.commit).toBe(commit);
    expect(source.modules.map(({ path }) => path)).toEqual(["addons/web", "odoo/addons/base"]);
    expect(source.modules[0]?.tree).toBe(git(root, "rev-parse", "HEAD:addons/web"));
  });

  it("with subfolders in their own order", () => {
    const { modules } = openSource(`${root}@19.0:odoo/addons,addons`);
    expect(modules.map(({ path }) => path)).toEqual(["odoo/addons/base", "addons/web"]);
  });

  it("from a path inside the repository, the module itself included", () => {
    expect(openSource(`${root}/addons@HEAD`).modules.map(({ name }) => name)).toEqual(["web"]);
    expect(openSource(`${root}@HEAD:addons/web`).modules).toMatchObject([{ name: "web", path: "addons/web" }]);
  });

  it("with the committed bytes, not those on disk", () => {
    const source = openSource(`${root}@HEAD`);
    const files = parseListing(source.list(source.modules)[0]!);
    const texts: string[] = [];
    readFiles(source.reader, files, (_, bytes) => texts.push(String(bytes)));
    expect(files.map(({ path }) => path)).toEqual(["__manifest__.py", "static/src/a.js"]);
    expect(texts).toEqual(["{}", ""]);
  });

  it("by URL, fetched once", () => {
    const cache = plant({});
    const source = openSource(`file://${root}@19.0:addons`, { cache });
    expect(source).toMatchObject({ name: `file://${root}`, commit, modules: [{ name: "web" }] });
    expect(openSource(`file://${root}@${commit}`, { cache }).modules).toHaveLength(2);
  });

  it("listing only what changed since the last time", () => {
    const cache = plant({});
    openSource(`${root}@HEAD`, { cache });
    const next = plant(TWO_FOLDERS);
    commitAll(next);
    plant({ "addons/web/new.py": "", "addons/sale/__manifest__.py": "{}" }, root);
    commitAll(root);
    const source = openSource(`${root}@HEAD`, { cache });
    expect(source.modules.map(({ path }) => path)).toEqual(["addons/sale", "addons/web", "odoo/addons/base"]);
    expect(source.modules[1]?.tree).toBe(git(root, "rev-parse", "HEAD:addons/web"));
    const files = source.list([source.modules[1]!]).flatMap(parseListing);
    expect(files.map(({ path }) => path)).toEqual(["__manifest__.py", "new.py", "static/src/a.js"]);
  });
});

describe("what cannot be read", () => {
  const root = plant({ "m/__manifest__.py": "{}" });
  commitAll(root);

  it.each([
    ["/no/such/folder", "no such folder"],
    [`${root}@no-such-branch`, "no commit or branch"],
    [`${root}@HEAD:nowhere`, "no folder nowhere"],
    [`${root}@HEAD:../..`, "leads outside"],
    ["/tmp@HEAD", "not a git repository"],
    [`${root}@--upload-pack=x`, "not a commit or branch"],
    ["--upload-pack=touch@HEAD", "not a repository path or URL"],
    ["ext::sh -c touch% /tmp/x@HEAD", "not a repository path or URL"],
    ["git@github.com:OCA/web", "names no commit"],
    ["https://github.com/OCA/web", "names no commit"],
  ])("%s", (spec, reason) => {
    const open = () => openSource(spec);
    expect(open).toThrow(SourceUnavailable);
    expect(open).toThrow(reason);
  });

  it("without git", () => {
    vi.stubEnv("PATH", "/nowhere");
    expect(() => openSource(`${root}@HEAD`)).toThrow("git is not installed");
    expect(openSource(root).modules).toHaveLength(1);
  });
});

describe("a repository cannot make us run its commands", () => {
  it("by a file system monitor or hooks in its configuration", () => {
    const root = plant({ "m/__manifest__.py": "{}", "evil.sh": { run: `#!/bin/sh\ntouch "$(dirname "$0")/ran"\n` } });
    commitAll(root);
    git(root, "config", "core.fsmonitor", join(root, "evil.sh"));
    openSource(root);
    openSource(`${root}@HEAD`);
    expect(existsSync(join(root, "ran"))).toBe(false);
    git(root, "status");
    expect(existsSync(join(root, "ran"))).toBe(true);
  });

  it("nor send us elsewhere by variables of the caller", () => {
    const [root, other] = [plant({ "m/__manifest__.py": "{}" }), plant({ "n/__manifest__.py": "{}" })];
    commitAll(root);
    commitAll(other);
    vi.stubEnv("GIT_DIR", join(other, ".git"));
    vi.stubEnv("GIT_OBJECT_DIRECTORY", join(other, ".git/objects"));
    expect(openSource(`${root}@HEAD`).modules.map(({ name }) => name)).toEqual(["m"]);
  });

  it.runIf(process.getuid?.() === 0)("while one that belongs to somebody else can be read", () => {
    const root = plant({ "m/__manifest__.py": "{}" });
    commitAll(root);
    for (const path of [root, join(root, ".git")]) chownSync(path, 12_345, 12_345);
    chmodSync(root, 0o755);
    expect(() => git(root, "rev-parse", "HEAD")).toThrow("dubious ownership");
    expect(openSource(`${root}@HEAD`).modules).toHaveLength(1);
  });
});
