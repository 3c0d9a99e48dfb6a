import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Bytes of the files whose path matches, of a folder or of `REPO@COMMIT` straight from git objects. */
export function readFiles(source, pattern) {
  const [repository, commit] = source.split(/@(?=[^@/]+$)/);
  return commit ? readCommit(repository, commit, pattern) : readFolder(source, pattern);
}

function readFolder(folder, pattern) {
  const paths = readdirSync(folder, { recursive: true }).filter((path) => pattern.test(path));
  return paths.map((path) => ({ path, bytes: readFileSync(join(folder, path)) }));
}

function readCommit(repository, commit, pattern) {
  const git = (args, input) => execFileSync("git", ["-C", repository, ...args], { input, maxBuffer: 2 ** 31 });
  const rows = git(["ls-tree", "-r", "-z", commit])
    .toString()
    .split("\0")
    .filter((row) => pattern.test(row));
  const files = rows.map((row) => ({ oid: row.split(/\s/)[2], path: row.slice(row.indexOf("\t") + 1) }));
  const output = git(["cat-file", "--batch"], files.map(({ oid }) => oid).join("\n"));
  let at = 0;
  return files.flatMap(({ path }) => {
    const start = output.indexOf(10, at) + 1;
    const head = output.toString("latin1", at, start - 1).split(" ");
    at = start;
    if (head[1] !== "blob") return [];
    at += Number(head[2]) + 1;
    return [{ path, bytes: output.subarray(start, at - 1) }];
  });
}
