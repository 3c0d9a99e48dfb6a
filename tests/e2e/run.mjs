// Runs a TypeScript entry of this folder: `node tests/e2e/run.mjs db …`.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const [name] = process.argv.splice(2, 1);
const root = join(import.meta.dirname, "../..");
// Below node_modules, so that packages are found from there.
const folder = join(root, "node_modules/.cache/ipai-e2e", String(process.pid));
mkdirSync(folder, { recursive: true });
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const workspace = {
  name: "own-sources-inside",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^[^./]/ }, ({ path }) => (path.startsWith("@ipai/") ? undefined : { path, external: true })),
};
await build({
  entryPoints: [join(import.meta.dirname, `${name}-entry.ts`)],
  outfile: join(folder, `${name}.mjs`),
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  logLevel: "error",
  plugins: [workspace],
});
await import(pathToFileURL(join(folder, `${name}.mjs`)).href);
