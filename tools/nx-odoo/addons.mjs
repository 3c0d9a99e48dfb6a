import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * The add-ons of these manifest files: `{name, root, file, depends, summary, category, license, problem?}`.
 * `ipai manifest` parses them in one process; its answer is kept by content, so an unchanged workspace starts none.
 * A manifest that cannot be read is an add-on with a `problem` and no dependencies; `crashed` where the parser itself
 * did not run.
 */
export function readAddons(workspaceRoot, files) {
  const sorted = [...files].sort();
  const parsed = sorted.length ? parseManifests(workspaceRoot, sorted) : [];
  return sorted.map((file, index) => addon(file, parsed[index]));
}

function addon(file, { manifest, issues, crashed }) {
  const root = dirname(file);
  const error = issues.find(({ severity }) => severity === "error");
  const texts = manifest ?? {};
  return {
    name: basename(root),
    root,
    file,
    depends: Array.isArray(texts.depends) ? texts.depends : [],
    summary: texts.summary ?? texts.name ?? "",
    category: texts.category ?? "",
    license: texts.license ?? "",
    ...(!manifest && { problem: `${file}: ${error?.message ?? "not readable"}`, crashed: crashed ?? false }),
  };
}

function parseManifests(workspaceRoot, files) {
  const hash = createHash("sha256");
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(workspaceRoot, file)))
      .update("\0");
  for (const file of parserSources(workspaceRoot)) hash.update(readFileSync(file));
  const folder = join(workspaceRoot, "node_modules/.cache/ipai-nx");
  const cached = join(folder, `${hash.digest("hex").slice(0, 32)}.json`);
  if (existsSync(cached)) return JSON.parse(readFileSync(cached, "utf8"));
  const parsed = runParser(workspaceRoot, files);
  if (parsed.some(({ crashed }) => crashed)) return parsed;
  mkdirSync(folder, { recursive: true });
  const scratch = `${cached}.${process.pid}`;
  writeFileSync(scratch, JSON.stringify(parsed));
  renameSync(scratch, cached);
  return parsed;
}

/** Exit code 1 means issues, which are in the answer; a parser that cannot run is remembered nowhere. */
function runParser(workspaceRoot, files) {
  const args = [join(workspaceRoot, "tools/cli/bin/ipai.mjs"), "manifest", "--json", ...files];
  try {
    return parse(execFileSync(process.execPath, args, { cwd: workspaceRoot, encoding: "utf8", stdio: "pipe" }));
  } catch (error) {
    if (error.status === 1 && error.stdout) return parse(error.stdout);
    const message = `ipai manifest did not run: ${
      String(error.stderr || error.message)
        .trim()
        .split("\n")[0]
    }`;
    return files.map(() => ({ manifest: null, issues: [{ severity: "error", message }], crashed: true }));
  }
}

function parse(text) {
  return JSON.parse(text).map(({ manifest, issues }) => ({
    manifest,
    issues: issues.map(({ severity, message }) => ({ severity, message })),
  }));
}

function parserSources(workspaceRoot) {
  return ["libs/read/python/src", "libs/read/module/src/manifest"].flatMap((folder) =>
    readdirSync(join(workspaceRoot, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".spec.ts"))
      .sort()
      .map((file) => join(workspaceRoot, folder, file)),
  );
}
