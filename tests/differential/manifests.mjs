#!/usr/bin/env node
// Compares our reading of manifests with Python's, file by file:
//
//   node tests/differential/manifests.mjs FOLDER            every __manifest__.py and __openerp__.py below a folder
//   node tests/differential/manifests.mjs REPO@COMMIT       the same from git objects, without a checkout
//
// Prints the counts and every difference; exits 1 when there is one.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "./load.mjs";

const MANIFEST = /(?:^|\/)__(?:manifest|openerp)__\.py$/;

function readFolder(folder) {
  const paths = readdirSync(folder, { recursive: true }).filter((path) => MANIFEST.test(path));
  return paths.map((path) => ({ path, bytes: readFileSync(join(folder, path)) }));
}

function readCommit(repository, commit) {
  const git = (args, input) => execFileSync("git", ["-C", repository, ...args], { input, maxBuffer: 2 ** 31 });
  const rows = git(["ls-tree", "-r", "-z", commit])
    .toString()
    .split("\0")
    .filter((row) => MANIFEST.test(row));
  const files = rows.map((row) => ({ oid: row.split(/\s/)[2], path: row.slice(row.indexOf("\t") + 1) }));
  const output = git(["cat-file", "--batch"], files.map(({ oid }) => oid).join("\n"));
  let at = 0;
  return files.map(({ path }) => {
    const start = output.indexOf(10, at) + 1;
    const size = Number(output.toString("latin1", at, start).split(" ")[2]);
    at = start + size + 1;
    return { path, bytes: output.subarray(start, start + size) };
  });
}

const { askPython, canonical, dumpLiteral, parseLiteral } = await load("./manifests-entry.ts", import.meta.url);
let failed = false;
for (const source of process.argv.slice(2)) {
  const [repository, commit] = source.split(/@(?=[^@/]+$)/);
  const files = commit ? readCommit(repository, commit) : readFolder(source);
  const answers = askPython(
    "literal_oracle.py",
    files.map(({ bytes }) => ({ base64: bytes.toString("base64") })),
  );
  const started = performance.now();
  const values = files.map(({ bytes }) => parseLiteral(bytes));
  const elapsed = performance.now() - started;
  const different = files.filter((_, i) => {
    const python = JSON.parse(answers[i]);
    const { value } = values[i];
    return value ? canonical(dumpLiteral(value)) !== canonical(python) : Array.isArray(python);
  });
  const refused = values.filter(({ value }) => !value).length;
  console.log(
    `${source}: ${files.length - different.length} equal (${refused} refused by both), ${different.length} different, ${elapsed.toFixed(0)} ms`,
  );
  for (const { path } of different) console.log(`  different ${path}`);
  failed ||= different.length > 0 || files.length === 0;
}
process.exitCode = failed ? 1 : 0;
