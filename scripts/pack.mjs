// Writes the packages that can be published, @odoo-parity/cli and @odoo-parity/nx, as dist/packages/*.tgz, and
// dist/packages/manifest.json: what is in them, with size and SHA-256 of every file.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bundleSources } from "../tools/cli/bin/bundle.mjs";
import { cliPackage, nxPackage, SHIPPED, STAYS_OUTSIDE } from "./pack/contents.mjs";

const root = join(import.meta.dirname, "..");
const out = join(root, "dist/packages");
const staging = mkdtempSync(join(tmpdir(), "ipai-pack-"));
process.on("exit", () => rmSync(staging, { recursive: true, force: true }));

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await stageCli(join(staging, "cli"));
stageNx(join(staging, "nx"));
const packages = ["cli", "nx"].map((name) => pack(join(staging, name)));
writeFileSync(join(out, "manifest.json"), `${JSON.stringify({ packages }, null, 2)}\n`);
for (const { file, bytes, unpacked, files } of packages)
  console.log(`${file}: ${kilobytes(bytes)}, ${kilobytes(unpacked)} unpacked, ${files.length} files`);

async function stageCli(folder) {
  const external = { name: "stays-outside", setup: stayOutside };
  const bundle = await bundleSources(root, {
    plugins: [external],
    mainFields: ["module", "main"],
    minifyWhitespace: true,
    minifySyntax: true,
  });
  for (const [name, contents] of bundle) write(join(folder, "dist", name), contents);
  write(join(folder, "bin/ipai.mjs"), readFileSync(join(root, "scripts/pack/ipai.mjs")));
  for (const path of SHIPPED) cpSync(join(root, path), join(folder, "shipped", path), { recursive: true });
  write(join(folder, "package.json"), json(cliPackage(root)));
  texts(folder, "tools/cli/README.md");
}

function stageNx(folder) {
  const files = readdirSync(join(root, "tools/nx-odoo")).filter((name) => /\.(mjs|json)$/.test(name));
  for (const name of files) cpSync(join(root, "tools/nx-odoo", name), join(folder, name));
  write(join(folder, "package.json"), json(nxPackage(root)));
  texts(folder, "tools/nx-odoo/README.md");
}

function texts(folder, readme) {
  cpSync(join(root, "LICENSE"), join(folder, "LICENSE"));
  cpSync(join(root, readme), join(folder, "README.md"));
}

function stayOutside(bundler) {
  bundler.onResolve({ filter: /^[^./]/ }, ({ path }) =>
    STAYS_OUTSIDE.some((name) => path === name || path.startsWith(`${name}/`)) ? { path, external: true } : undefined,
  );
}

/** npm's own archive of a folder, and what it holds. */
function pack(folder) {
  const answer = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", out], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [{ name, version, filename, size, unpackedSize, integrity }] = JSON.parse(answer);
  const files = filesBelow(folder).map((path) => {
    const bytes = readFileSync(join(folder, path));
    return { path, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
  });
  return { name, version, file: filename, bytes: size, unpacked: unpackedSize, integrity, files };
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort();
}

function write(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents, { mode: path.endsWith("bin/ipai.mjs") ? 0o755 : 0o644 });
}

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function kilobytes(bytes) {
  return `${Math.round(bytes / 1000)} kB`;
}
