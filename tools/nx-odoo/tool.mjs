import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";

/**
 * The command line that answers for the plugin: the package as this workspace resolves it.
 * `{bin, command, fingerprint, inputs}`: its file, how a task calls it, a hash that moves when its answers may, and what
 * else Nx should hash.
 */
export function findTool(workspaceRoot) {
  const folder = dirname(resolvePackage(workspaceRoot));
  const bin = join(folder, "bin/ipai.mjs");
  const path = relative(workspaceRoot, bin).split(sep).join("/");
  const inputs = path.startsWith("tools/") ? [OWN_SOURCES] : [];
  return { bin, command: `node "${path}"`, fingerprint: fingerprint(folder), inputs };
}

/**
 * In the tool's own repository Nx hashes its sources, but a change to them does not make an add-on affected: only its
 * closure does.
 */
const OWN_SOURCES = { input: "default", projects: ["@ipai/*", "@odoo-parity/*"] };

function resolvePackage(workspaceRoot) {
  for (const from of [join(workspaceRoot, "package.json"), import.meta.url]) {
    try {
      return createRequire(from).resolve("@odoo-parity/cli/package.json");
    } catch {
      // Not there: the plugin's own neighbour may be.
    }
  }
  throw new Error(
    "@odoo-parity/nx asks @odoo-parity/cli, which is not installed: npm install --save-dev @odoo-parity/cli",
  );
}

/** A published package is told by its version and files' sizes; a checkout of the sources by what they say. */
function fingerprint(folder) {
  const hash = createHash("sha256").update(readFileSync(join(folder, "package.json")));
  const libs = join(folder, "../../libs/read");
  const sources = existsSync(join(folder, "src"))
    ? ["python/src", "module/src/manifest"].map((library) => join(libs, library))
    : [join(folder, "dist")];
  for (const source of sources)
    for (const file of readdirSync(source, { recursive: true, encoding: "utf8" }).sort())
      if (/\.[jt]s$/.test(file) && !file.endsWith(".spec.ts")) hash.update(readFileSync(join(source, file)));
  return hash.digest("hex").slice(0, 16);
}
