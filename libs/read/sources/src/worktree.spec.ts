import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openSource } from "./open.ts";
import { LARGEST_FILE, readFiles } from "./read.ts";
import { parseListing, type Source } from "./source.ts";
import { commitAll, git, plant, type Planted } from "./spec-support.ts";

/** The oid that git itself gives a folder of the commit. */
const gitTree = (repository: string, folder: string) => git(repository, "rev-parse", `HEAD:${folder}`);

describe("tree oids of a folder are git's own", () => {
  // Names that meet git's order (a folder sorts as if it ended with /), other scripts, and odd characters.
  const name = fc.constantFrom(
    "a",
    "a.py",
    "a-b",
    "a0",
    "ab",
    "B",
    "é.xml",
    "文.csv",
    "𝄞",
    "with space",
    'q"uote',
    "-x",
  );
  const content: fc.Arbitrary<Planted> = fc.oneof(
    fc.string(),
    fc.uint8Array({ maxLength: 64 }),
    fc.record({ run: fc.string() }),
    fc.record({ link: fc.constantFrom("a", "../b", "/etc/passwd", "loop") }),
  );
  const tree = fc.letrec<{ folder: Record<string, unknown>; entry: unknown }>((tie) => ({
    folder: fc.dictionary(name, tie("entry"), { maxKeys: 5 }),
    entry: fc.oneof({ maxDepth: 3 }, content, tie("folder")),
  })).folder;

  it("for any trees of files, links and modes", () => {
    fc.assert(
      fc.property(fc.array(tree, { minLength: 8, maxLength: 8 }), (trees) => {
        const files = trees.map((planted, at) => ({
          [`m${at}/__manifest__.py`]: "{}",
          ...flatten(planted, `m${at}/`),
        }));
        const root = plant(Object.assign({}, ...files) as Record<string, Planted>);
        commitAll(root);
        const [disk, committed] = [openSource(root), openSource(`${root}@HEAD`)];
        expect(disk.modules).toEqual(
          trees.map((_, at) => ({ name: `m${at}`, path: `m${at}`, tree: expect.any(String) })),
        );
        expect(disk.modules).toEqual(committed.modules);
        expect(disk.modules.map(({ path, tree }) => `040000 tree ${tree}\t${path}`).join("\n")).toBe(
          git(root, "ls-tree", "HEAD"),
        );
        expect(listings(disk)).toEqual(listings(committed));
      }),
      { numRuns: 4 },
    );
  });

  it("with ignored files, Python's leftovers and empty folders left out, untracked files kept", () => {
    const root = plant({
      ".gitignore": "*.log\n*.pyc\n/m/cache/\n",
      "m/__manifest__.py": "{}",
      "m/models/a.py": "A = 1\n",
    });
    commitAll(root);
    plant({ "m/x.log": "", "m/cache/y": "", "m/__pycache__/a.cpython-311.pyc": "", "m/models/a.pyc": "" }, root);
    expect(openSource(root).modules[0]?.tree).toBe(gitTree(root, "m"));
    plant({ "m/models/new.py": "" }, root);
    git(root, "add", "--all");
    expect(openSource(root).modules[0]?.tree).toBe(git(root, "rev-parse", `${git(root, "write-tree")}:m`));
  });

  it("with a tracked file that a rule ignores", () => {
    const root = plant({ ".gitignore": "lib/\n", "m/__manifest__.py": "{}", "m/static/lib/a.js": "" });
    git(root, "init", "--quiet");
    git(root, "add", "--force", "m/static/lib/a.js");
    commitAll(root);
    expect(openSource(root).modules[0]?.tree).toBe(gitTree(root, "m"));
  });

  it("with a name that is not UTF-8 and a file too large to hand over", () => {
    const root = plant({ "m/__manifest__.py": "{}", "m/large.xml": new Uint8Array(LARGEST_FILE + 1) });
    writeFileSync(Buffer.concat([Buffer.from(`${root}/m/caf`), Buffer.from([0xe9]), Buffer.from(".csv")]), "id\n");
    commitAll(root);
    const source = openSource(root);
    expect(source.modules[0]?.tree).toBe(gitTree(root, "m"));
    for (const opened of [source, openSource(`${root}@HEAD`)]) {
      const files = parseListing(opened.list(opened.modules)[0]!);
      const read = new Map<string, string>();
      readFiles(
        opened.reader,
        files.map(({ path, oid }) => ({ path: `m/${path}`, oid })),
        (index, bytes) => {
          read.set(files[index]!.path, typeof bytes === "string" ? bytes : bytes.toString());
        },
      );
      expect([...read.keys()]).toEqual(["__manifest__.py", "caf\uFFFD.csv", "large.xml"]);
      expect(read.get("large.xml")).toBe("too-large");
      expect(read.get("__manifest__.py")).toBe("{}");
    }
  });
});

it("remembers oids between runs, and sees an edit that keeps the size", () => {
  const root = plant({ "m/__manifest__.py": "{}", "m/a.py": "A = 1\n" });
  const cache = plant({});
  const before = openSource(root, { cache }).modules[0]!.tree;
  expect(openSource(root, { cache }).modules[0]!.tree).toBe(before);
  writeFileSync(join(root, "m/a.py"), "A = 2\n");
  commitAll(root);
  const after = openSource(root, { cache }).modules[0]!.tree;
  expect(after).not.toBe(before);
  expect(after).toBe(gitTree(root, "m"));
});

function flatten(tree: Record<string, unknown>, prefix: string): Record<string, Planted> {
  return Object.assign(
    {},
    ...Object.entries(tree).map(([name, entry]) =>
      isPlanted(entry) ? { [prefix + name]: entry } : flatten(entry as Record<string, unknown>, `${prefix}${name}/`),
    ),
  ) as Record<string, Planted>;
}

function isPlanted(entry: unknown): entry is Planted {
  if (typeof entry === "string" || entry instanceof Uint8Array) return true;
  return typeof (entry as { run?: unknown }).run === "string" || typeof (entry as { link?: unknown }).link === "string";
}

function listings(source: Source) {
  return source.list(source.modules).map((listing) => parseListing(listing).sort((a, b) => (a.path < b.path ? -1 : 1)));
}
