import type { Entry } from "./layout.ts";
import { runGit } from "./git.ts";
import type { ModuleFolder, ModuleListing } from "./source.ts";

/** Up to this many trees are listed by a process each (about 5 ms); above, everything at once. */
export const ONE_BY_ONE = 8;

interface Subtree {
  readonly path: string;
  /** `git ls-tree -r -t -z` of the subtree: every folder's content follows its own line. */
  readonly text: string;
  /** Where in `text` the content of each folder lies; paths relative to the subtree. */
  readonly folders: ReadonlyMap<string, readonly [start: number, end: number]>;
}

/** Listings of one repository's trees: whole subtrees where much is unknown, single trees otherwise. */
export class GitTrees {
  readonly #gitDir: string;
  readonly #loaded: Subtree[] = [];

  constructor(gitDir: string) {
    this.#gitDir = gitDir;
  }

  /** Lists a whole subtree at once, for the questions to come. */
  load(path: string, oid: string): void {
    if (this.#find(path)) return;
    const text = this.#lsTree(oid, "-r", "-t");
    this.#loaded.push({ path, text, folders: folderRanges(text) });
  }

  entries(path: string, oid: string): Entry[] {
    const found = this.#find(path);
    return found ? childEntries(found) : childEntries({ text: this.#lsTree(oid), base: "", folders: new Map() });
  }

  /** Files of modules; `roots` are the trees in which they were found. */
  list(modules: readonly ModuleFolder[], roots: readonly { path: string; oid: string }[]): ModuleListing[] {
    if (modules.length > ONE_BY_ONE) for (const { path, oid } of roots) this.load(path, oid);
    return modules.map(({ path, tree }) => {
      const found = this.#find(path === "." ? "" : path);
      return found
        ? { text: found.text.slice(found.start, found.end), base: found.base }
        : { text: this.#lsTree(tree, "-r", "-t"), base: "" };
    });
  }

  #find(path: string) {
    for (const { path: root, text, folders } of this.#loaded) {
      if (path !== root && root !== "" && !path.startsWith(`${root}/`)) continue;
      const inside = root === "" ? path : path.slice(root.length + 1);
      const range = folders.get(inside);
      if (range) return { text, folders, start: range[0], end: range[1], base: inside && `${inside}/` };
    }
    return null;
  }

  #lsTree(oid: string, ...options: string[]): string {
    return runGit([`--git-dir=${this.#gitDir}`, "ls-tree", "-z", ...options, oid]).stdout.toString();
  }
}

function folderRanges(text: string): Map<string, [number, number]> {
  const ranges = new Map<string, [number, number]>([["", [0, text.length]]]);
  const open: { path: string; range: [number, number] }[] = [];
  for (let start = 0; start < text.length;) {
    const tab = text.indexOf("\t", start);
    const end = text.indexOf("\0", tab);
    for (let last = open.at(-1); last && !text.startsWith(`${last.path}/`, tab + 1); last = open.at(-1)) {
      last.range[1] = start;
      open.pop();
    }
    if (text.startsWith("040000", start)) {
      const path = text.slice(tab + 1, end);
      const range: [number, number] = [end + 1, text.length];
      ranges.set(path, range);
      open.push({ path, range });
    }
    start = end + 1;
  }
  return ranges;
}

const KINDS: Record<string, Entry["kind"]> = { "040000": "folder", "120000": "link", "160000": "submodule" };

function childEntries(list: {
  readonly text: string;
  readonly base: string;
  readonly folders: Subtree["folders"];
  readonly start?: number;
  readonly end?: number;
}): Entry[] {
  const { text, base, folders } = list;
  const entries: Entry[] = [];
  for (let start = list.start ?? 0; start < (list.end ?? text.length);) {
    const tab = text.indexOf("\t", start);
    const end = text.indexOf("\0", tab);
    const [mode = "", , oid = ""] = text.slice(start, tab).split(" ");
    entries.push({ name: text.slice(tab + 1 + base.length, end), kind: KINDS[mode] ?? "file", oid });
    start = folders.get(text.slice(tab + 1, end))?.[1] ?? end + 1;
  }
  return entries;
}
