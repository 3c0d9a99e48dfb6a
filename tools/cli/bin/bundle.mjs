// Makes the bundle that `ipai.mjs` runs: our sources together, packages from npm where they are installed.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { directImports } from "./direct-imports.mjs";

const THREE_DAYS = 3 * 86_400_000;

/** Writes the bundle to the first of the places that can be written, and returns that place. */
export async function makeBundle(root, places) {
  const files = await bundleSources(root, {
    plugins: [packagesStayOutside(root)],
    sourcemap: "linked",
    define: { IPAI_SHIPPED: JSON.stringify(root) },
  });
  for (const place of places) if (writeBundle(place, files)) return place;
  const passing = mkdtempSync(join(tmpdir(), "ipai-bundle-"));
  process.on("exit", () => rmSync(passing, { recursive: true, force: true }));
  writeFiles(passing, files);
  return passing;
}

/** The sources as a program: `[name, contents]` of each file. What may lie outside the bundle is the caller's choice. */
export async function bundleSources(root, { plugins = [], define = {}, ...options }) {
  const ours = [packagesStayOutside(root), directImports(root)];
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { outputFiles } = await build({
    entryPoints: { ipai: join(root, "tools/cli/src/main.ts"), worker: join(root, "tools/cli/src/worker.ts") },
    outdir: "/",
    write: false,
    bundle: true,
    splitting: true,
    format: "esm",
    banner: { js: REQUIRE },
    platform: "node",
    target: "node20",
    logLevel: "error",
    define: {
      ...define,
      IPAI_VERSION: JSON.stringify(version),
      IPAI_EXTRACTOR: JSON.stringify(await extractorDigest(root, ours)),
    },
    loader: { ".css": "text", ".svg": "text", ".sql": "text", ".client.js": "text" },
    plugins: [...plugins, directImports(root)],
    ...options,
  });
  return outputFiles.map(({ path, contents }) => [relative("/", path), contents]);
}

/** False where the place cannot be written. A process that was first has made the same bundle: its one stays. */
function writeBundle(place, files) {
  const scratch = `${place}.${process.pid}`;
  try {
    removeOld(dirname(place));
    mkdirSync(scratch, { recursive: true });
    writeFiles(scratch, files);
    renameSync(scratch, place);
    return true;
  } catch {
    if (existsSync(scratch)) rmSync(scratch, { recursive: true, force: true });
    return existsSync(join(place, "ipai.js"));
  }
}

function writeFiles(folder, files) {
  for (const [name, contents] of files) writeFileSync(join(folder, name), contents);
}

function removeOld(folder) {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const path = join(folder, name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > THREE_DAYS) rmSync(path, { recursive: true, force: true });
  }
}

/**
 * Packages of many small files that most commands load, bundled without what is not used of them: opening a hundred
 * files costs a tenth of a second at every start.
 */
const INSIDE = ["commander", "meriyah", "picocolors", "saxes", "semver", "zod"];
/** What CommonJS packages among them call for Node's own modules. */
const REQUIRE = 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);';

/** The other packages from npm are imported by their full place: no search at start, and the bundle may lie anywhere. */
function packagesStayOutside(root) {
  return {
    name: "packages-stay-outside",
    setup(bundler) {
      bundler.onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir, pluginData }) => {
        if (kind === "entry-point" || path.startsWith("@ipai/") || path.startsWith("node:") || pluginData === "seen")
          return;
        if (INSIDE.includes(packageOf(path)) || resolveDir.includes("/node_modules/")) return;
        const found = await bundler.resolve(path, { kind, resolveDir: resolveDir || root, pluginData: "seen" });
        if (found.errors.length > 0 || found.namespace !== "file" || found.external) return { path, external: true };
        return { path: pathToFileURL(found.path).href, external: true };
      });
    },
  };
}

/**
 * Hash of the code that makes facts, as it runs: comments and layout do not count, versions of the packages it
 * uses do.
 */
async function extractorDigest(root, plugins) {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(root, "libs/read/module/src/read.ts")],
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    metafile: true,
    plugins: [{ name: "by-name", setup: namePackages }, ...plugins],
  });
  const hash = createHash("sha256").update(outputFiles[0].contents);
  const packages = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
  for (const name of [...new Set(packages.map(({ path }) => packageOf(path)))].sort())
    hash.update(versionOf(root, name));
  return hash.digest("hex").slice(0, 16);
}

function namePackages(bundler) {
  bundler.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
    kind === "entry-point" || path.startsWith("@ipai/") ? undefined : { path, external: true },
  );
}

const packageOf = (path) =>
  path
    .split("/")
    .slice(0, path.startsWith("@") ? 2 : 1)
    .join("/");

function versionOf(root, name) {
  const file = join(root, "node_modules", name, "package.json");
  return existsSync(file) ? `${name}@${JSON.parse(readFileSync(file, "utf8")).version};` : `${name};`;
}
