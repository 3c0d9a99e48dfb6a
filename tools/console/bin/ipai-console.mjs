#!/usr/bin/env node
// Runs the TypeScript sources without a build step: bundled whenever one of them changed, from the cache otherwise.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");

function fingerprint() {
  const hash = createHash("sha256").update(process.version);
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== "node_modules") walk(path);
      else if (/(?<!\.spec)\.(ts|css|js)$/.test(entry.name)) hash.update(`${path}:${statSync(path).mtimeMs};`);
    }
  };
  for (const folder of ["libs", "tools/console/src"]) walk(join(root, folder));
  return hash.digest("hex").slice(0, 16);
}

const bundle = join(root, "node_modules/.cache/ipai-console", `${fingerprint()}.mjs`);
if (!existsSync(bundle)) {
  const { build } = await import("esbuild");
  const scratch = `${bundle}.${process.pid}`;
  mkdirSync(dirname(bundle), { recursive: true });
  const own = {
    name: "own",
    setup: (bundler) =>
      bundler.onResolve({ filter: /^@ipai\// }, ({ path }) => ({ path: fileURLToPath(import.meta.resolve(path)) })),
  };
  await build({
    entryPoints: [join(root, "tools/console/src/main.ts")],
    outfile: scratch,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    loader: { ".css": "text", ".client.js": "text" },
    plugins: [own],
    logLevel: "error",
  });
  renameSync(scratch, bundle);
}
const { main } = await import(pathToFileURL(bundle).href);
await main(process.argv);
