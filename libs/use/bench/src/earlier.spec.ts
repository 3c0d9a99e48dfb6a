import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { earlierTrees, materialise, RELEASES_FILE, treeAt } from "./earlier.ts";

describe("earlier versions of own add-ons", () => {
  const root = mkdtempSync(join(tmpdir(), "ipai-releases-"));
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", root, "-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
      encoding: "utf8",
    }).trim();
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  let released = "";
  beforeAll(() => {
    git("init", "-q");
    put("ipai.json", JSON.stringify({ addons: ["addons/ipai"] }));
    put("addons/ipai/toy/models/toy.py", "old = 1\n");
    git("add", ".");
    git("commit", "-qm", "first");
    released = git("rev-parse", "HEAD:addons/ipai/toy");
    put("addons/ipai/toy/models/toy.py", "new = 1\n");
    put("addons/ipai/fresh/__init__.py", "");
    git("add", ".");
    git("commit", "-qm", "second");
    const release = { version: "19.0.1.0.0", commit: git("rev-parse", "HEAD~1"), tree: released };
    put(RELEASES_FILE, JSON.stringify({ toy: [release] }));
  });
  afterAll(() => rmSync(root, { recursive: true }));
  const present = () => new Map(["toy", "fresh"].map((name) => [name, treeAt(root, "HEAD", name)!] as const));

  it("are the released trees, none for what was never released or did not change since", () => {
    expect(earlierTrees(root, present(), undefined)).toEqual(new Map([["toy", released]]));
    expect(earlierTrees(root, new Map([["toy", released]]), undefined).size).toBe(0);
  });

  it("or those of a commit, which must be there", () => {
    expect(earlierTrees(root, present(), "HEAD~1")).toEqual(new Map([["toy", released]]));
    expect(() => earlierTrees(root, present(), "nowhere")).toThrow("there is no commit nowhere");
  });

  it("are written from git's objects, whatever lies in the folder now", () => {
    const folder = materialise(root, new Map([["toy", released]]));
    expect(readFileSync(join(folder, "toy/models/toy.py"), "utf8")).toBe("old = 1\n");
    expect(existsSync(join(folder, "fresh"))).toBe(false);
    rmSync(folder, { recursive: true });
    expect(() => materialise(root, new Map([["toy", "1".repeat(40)]]))).toThrow("git has no tree");
  });
});
