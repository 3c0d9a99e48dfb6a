#!/usr/bin/env node
// Compares our outline of Python files with that of CPython's ast:
//
//   node tests/differential/structure.mjs FOLDER…            every .py file below a folder
//   node tests/differential/structure.mjs REPO@COMMIT…       the same from git objects, without a checkout
//
// Prints the counts and every difference; exits 1 when there is one.
import { load } from "./load.mjs";
import { readFiles } from "./files.mjs";

const { askPython, canonical, outline, parseStructure } = await load("./structure-entry.ts", import.meta.url);
let failed = false;
for (const source of process.argv.slice(2)) {
  const files = readFiles(source, /\.py$/).map(({ path, bytes }) => ({ path, text: bytes.toString("utf8") }));
  const started = performance.now();
  for (const { text } of files) parseStructure(text);
  const elapsed = performance.now() - started;
  const answers = askPython(
    "structure_oracle.py",
    files.map(({ text }) => text),
  );
  let refused = 0;
  const different = [];
  files.forEach(({ path, text }, i) => {
    const ours = outline(text);
    const python = JSON.parse(answers[i]);
    if (!python) refused++;
    // CPython judges the whole grammar, the outline only what it needs: a file that Python refuses may have one here.
    if (python && (!ours || canonical(ours) !== canonical(python))) different.push({ path, ours, python });
  });
  const equal = files.length - different.length - refused;
  console.log(
    `${source}: ${equal} equal, ${refused} refused by Python, ${different.length} different, ${elapsed.toFixed(0)} ms`,
  );
  for (const { path, ours, python } of different) console.log(`  different ${path}\n${firstDifference(ours, python)}`);
  failed ||= different.length > 0 || files.length === 0;
}
process.exitCode = failed ? 1 : 0;

function firstDifference(ours, python) {
  const at = (ours ?? []).findIndex((item, i) => canonical(item) !== canonical(python[i] ?? null));
  const index = at < 0 ? (ours?.length ?? 0) : at;
  if (ours?.[index]?.[0] === "class" && python[index]?.[0] === "class" && ours[index][2] === python[index][2])
    return firstDifference(ours[index][5], python[index][5]);
  const show = (items) => JSON.stringify(items?.[index] ?? null).slice(0, 300);
  return `    ours   ${show(ours)}\n    python ${show(python)}`;
}
