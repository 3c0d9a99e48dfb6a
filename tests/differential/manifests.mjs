#!/usr/bin/env node
// Compares our reading of manifests with Python's, file by file:
//
//   node tests/differential/manifests.mjs FOLDER            every __manifest__.py and __openerp__.py below a folder
//   node tests/differential/manifests.mjs REPO@COMMIT       the same from git objects, without a checkout
//
// Prints the counts and every difference; exits 1 when there is one.
import { load } from "./load.mjs";
import { readFiles } from "./files.mjs";

const MANIFEST = /(?:^|\/)__(?:manifest|openerp)__\.py$/;

const { askPython, canonical, dumpLiteral, parseLiteral } = await load("./manifests-entry.ts", import.meta.url);
let failed = false;
for (const source of process.argv.slice(2)) {
  const files = readFiles(source, MANIFEST);
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
