import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { findTool } from "./tool.mjs";

/**
 * The add-ons of these manifest files: `{name, root, file, depends, summary, category, license, problem?}`.
 * `ipai manifest` parses them in one process; its answers are kept by content, so an unchanged workspace starts none
 * and a changed one asks for what changed. A manifest that cannot be read is an add-on with a `problem` and no
 * dependencies; `crashed` where the parser itself did not run.
 */
export function readAddons(workspaceRoot, files) {
  const sorted = [...files].sort();
  const parsed = sorted.length ? parseManifests(workspaceRoot, sorted) : [];
  return sorted.map((file, index) => addon(file, parsed[index]));
}

function addon(file, { manifest, issues, crashed }) {
  const root = dirname(file);
  const error = issues.find(({ severity }) => severity === "error");
  return {
    name: basename(root),
    root,
    file,
    depends: Array.isArray(manifest?.depends) ? manifest.depends : [],
    summary: manifest?.summary ?? manifest?.name ?? "",
    category: manifest?.category ?? "",
    license: manifest?.license ?? "",
    ...(!manifest && { problem: `${file}: ${error?.message ?? "not readable"}`, crashed: crashed ?? false }),
  };
}

function parseManifests(workspaceRoot, files) {
  const tool = findTool(workspaceRoot);
  const keys = files.map((file) => keyOf(file, readFileSync(join(workspaceRoot, file))));
  const cache = join(workspaceRoot, "node_modules/.cache/ipai-nx", `${tool.fingerprint}.json`);
  const known = readCache(cache);
  const unknown = files.flatMap((file, index) => (keys[index] in known ? [] : [{ file, key: keys[index] }]));
  if (unknown.length === 0) return keys.map((key) => known[key]);
  const answers = runParser(
    workspaceRoot,
    tool,
    unknown.map(({ file }) => file),
  );
  const all = { ...known, ...Object.fromEntries(unknown.map(({ key }, index) => [key, answers[index]])) };
  const parsed = keys.map((key) => all[key]);
  // Only what stands there now is kept: the file grows with the workspace, not with its history.
  if (!answers.some(({ crashed }) => crashed))
    writeCache(cache, Object.fromEntries(keys.map((key, index) => [key, parsed[index]])));
  return parsed;
}

/** Messages name the file, so the same bytes elsewhere are another entry. */
const keyOf = (file, bytes) => createHash("sha256").update(`${file}\0`).update(bytes).digest("hex").slice(0, 32);

/** Exit code 1 means issues, which are in the answer; a parser that cannot run is remembered nowhere. */
function runParser(workspaceRoot, { bin }, files) {
  try {
    const args = [bin, "manifest", "--json", "--stdin"];
    const input = files.join("\n");
    return parse(
      execFileSync(process.execPath, args, { cwd: workspaceRoot, encoding: "utf8", input, maxBuffer: 2 ** 30 }),
    );
  } catch (error) {
    if (error.status === 1 && error.stdout) return parse(error.stdout);
    const said = String(error.stderr || error.message).trim();
    const message = `ipai manifest did not run: ${said.split("\n")[0]}`;
    return files.map(() => ({ manifest: null, issues: [{ severity: "error", message }], crashed: true }));
  }
}

/** What the plugin needs of an answer; descriptions of two thousand add-ons would be most of it. */
function parse(text) {
  return JSON.parse(text).map(({ manifest, issues }) => ({
    manifest: manifest && {
      name: manifest.name,
      summary: manifest.summary,
      category: manifest.category,
      license: manifest.license,
      depends: manifest.depends,
    },
    issues: issues.map(({ severity, message }) => ({ severity, message })),
  }));
}

function readCache(file) {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  } catch {
    return {};
  }
}

function writeCache(file, value) {
  mkdirSync(dirname(file), { recursive: true });
  const scratch = `${file}.${process.pid}`;
  writeFileSync(scratch, JSON.stringify(value));
  renameSync(scratch, file);
}
