import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import picomatch from "picomatch";

const GLOB = /[*?[{(!]/;
const DEEPEST = 8;

/**
 * The folders that patterns name below `root`, in the order of the patterns, each once. A pattern without `*` stands
 * for itself where it exists; hidden folders and `node_modules` are found by name only.
 */
export function expandFolders(root: string, patterns: readonly string[]): string[] {
  const found = patterns.map(trim).flatMap((pattern) => {
    if (!GLOB.test(pattern)) return existsSync(join(root, pattern)) ? [pattern] : [];
    const matches = picomatch(pattern);
    return foldersBelow(root, "", 0).filter((folder) => matches(folder));
  });
  return [...new Set(found)];
}

const trim = (pattern: string): string => pattern.replace(/^\.\/(?=.)|\/+$/g, "");

function foldersBelow(root: string, path: string, depth: number): string[] {
  if (depth === DEEPEST) return [];
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith("."))
    .map(({ name }) => (path ? `${path}/${name}` : name))
    .sort()
    .flatMap((folder) => [folder, ...foldersBelow(root, folder, depth + 1)]);
}
