import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "jsonc-parser";
import picomatch from "picomatch";

/**
 * What `ipai.json` says of the workspace's own add-ons: `{closures, owns(file), present}`. `owns` tells of a manifest
 * whether its add-on is one of them. A config that cannot be read is `ipai check`'s to name: defaults stand in for it.
 */
export function readSettings(workspaceRoot) {
  const path = join(workspaceRoot, "ipai.json");
  const config = existsSync(path) ? (parse(readFileSync(path, "utf8")) ?? {}) : {};
  const own = folders(config.addons ?? ["."]);
  const others = folders([config.oca ?? "addons/oca", ...(config.sources ?? [])]);
  return {
    closures: config.closures ?? "addons/closures",
    owns: (file) => !SKIPPED.test(file) && above(file).some(own) && !above(file).some(others),
  };
}

/** Folders that hold no modules Odoo would load, as the command line skips them. */
const SKIPPED = /(?:^|\/)(?:\.[^/]*|setup|node_modules|__pycache__)\//;

function folders(patterns) {
  const plain = patterns.map((pattern) => pattern.replace(/^\.\/(?=.)|\/+$/g, ""));
  const all = plain.includes(".");
  const matches = plain.length ? picomatch(plain) : () => false;
  return (folder) => all || matches(folder);
}

/** Folders that a manifest's add-on lies in, the add-on itself included: `a/b/x` for `a/b/x/__manifest__.py`. */
function above(file) {
  const parts = file.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** Manifests without those below another one: a folder with a manifest is an add-on and is not searched further. */
export function outermost(files) {
  const roots = new Set(files.map((file) => file.slice(0, -"/__manifest__.py".length)));
  return files.filter(
    (file) =>
      !above(file)
        .slice(0, -1)
        .some((folder) => roots.has(folder)),
  );
}
