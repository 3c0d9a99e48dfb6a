#!/usr/bin/env node
// Runs the TypeScript sources: bundled on first use and after any edit (about 0.1 s), from the cache otherwise.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");

/** Size and time of every source file: cheaper than hashing them, and an edit always moves one of the two. */
function fingerprint() {
  const hash = createHash("sha256").update(process.version);
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== "node_modules") walk(path);
      } else if (/\.(ts|json|css|svg|sql|client\.js)$/.test(entry.name) && !entry.name.endsWith(".spec.ts")) {
        const { size, mtimeMs } = statSync(path);
        hash.update(`${path}:${size}:${mtimeMs};`);
      }
    }
  };
  for (const folder of ["libs", "tools"]) walk(join(root, folder));
  return hash
    .update(String(statSync(join(root, "package-lock.json")).mtimeMs))
    .digest("hex")
    .slice(0, 16);
}

async function bundle(outdir) {
  const { build } = await import("esbuild");
  const scratch = `${outdir}.${process.pid}`;
  const result = await build({
    entryPoints: { ipai: join(root, "tools/cli/src/main.ts"), worker: join(root, "tools/cli/src/worker.ts") },
    outdir: scratch,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: "linked",
    logLevel: "error",
    metafile: true,
    loader: { ".css": "text", ".svg": "text", ".sql": "text", ".client.js": "text" },
    plugins: [{ name: "packages-stay-outside", setup: keepPackagesOutside }],
  });
  writeFileSync(join(scratch, "meta.json"), JSON.stringify(result.metafile));
  // A second process may have been first: its folder is as good as ours.
  try {
    renameSync(scratch, outdir);
  } catch (error) {
    rmSync(scratch, { recursive: true, force: true });
    if (!existsSync(outdir)) throw error;
  }
}

/** Our own workspaces are bundled, everything from npm is imported as it is. */
function keepPackagesOutside(build) {
  build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
    kind === "entry-point" || path.startsWith("@ipai/") ? undefined : { path, external: true },
  );
}

const cache = join(root, "node_modules/.cache/ipai");
const outdir = join(cache, fingerprint());
if (!existsSync(outdir)) {
  mkdirSync(cache, { recursive: true });
  for (const old of readdirSync(cache)) {
    if (Date.now() - statSync(join(cache, old)).mtimeMs > 86_400_000)
      rmSync(join(cache, old), { recursive: true, force: true });
  }
  await bundle(outdir);
}
const { main } = await import(pathToFileURL(join(outdir, "ipai.js")).href);
process.exitCode = await main(process.argv);
