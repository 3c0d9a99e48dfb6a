#!/usr/bin/env node
// Runs the TypeScript sources without a build step: bundled on first use and after any edit, from the cache otherwise.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const SOURCE = /(?<!\.spec)\.(ts|mjs|json|css|svg|sql)$|\.client\.js$/;

/** Name, size and time of every source: cheaper than hashing them, and an edit always moves one of the three. */
function fingerprint() {
  const hash = createHash("sha256").update(process.version);
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && entry.name !== "node_modules") walk(`${folder}/${entry.name}`);
      else if (SOURCE.test(entry.name)) stamp(`${folder}/${entry.name}`);
    }
  };
  const stamp = (path) => {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}:${size}:${mtimeMs};`);
  };
  for (const library of readdirSync(join(root, "libs"))) walk(join(root, "libs", library));
  for (const folder of ["tools/cli/src", "tools/cli/bin"]) walk(join(root, folder));
  stamp(join(root, "package-lock.json"));
  return hash.digest("hex").slice(0, 16);
}

/** Bundles lie with the packages they import; where that folder is read-only, in the user's own cache. */
function candidates(name) {
  const own = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return [join(root, "node_modules/.cache/ipai", name), join(own, "ipai", name)];
}

const places = candidates(fingerprint());
const ready = places.find((place) => existsSync(join(place, "ipai.js")));
const bundle = ready ?? (await (await import("./bundle.mjs")).makeBundle(root, places));
const { main } = await import(pathToFileURL(join(bundle, "ipai.js")).href);
process.exitCode = await main(process.argv);
