import { rmSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

/** Imports a TypeScript module in a plain Node script; the bundle lies beside the module for as long as the import takes. */
export async function load(path, from) {
  const entry = fileURLToPath(new URL(path, from));
  const outfile = `${entry}.${process.pid}.mjs`;
  try {
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      logLevel: "error",
      plugins: [{ name: "packages-stay-outside", setup: keepPackagesOutside }],
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}

function keepPackagesOutside(build) {
  build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
    kind === "entry-point" || path.startsWith("@ipai/") ? undefined : { path, external: true },
  );
}
