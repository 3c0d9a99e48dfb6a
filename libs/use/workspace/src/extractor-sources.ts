import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import glob from "fast-glob";

/** Libraries whose code decides what facts a module has. */
const EXTRACTOR = ["core", "read/python", "read/xml", "read/module"];

/** Hash of the extractor's source files, for a process that runs them without the launcher's bundle. */
export function digestSources(): string {
  const libs = new URL("../../../", import.meta.url).pathname;
  const files = EXTRACTOR.flatMap((library) =>
    glob.sync(`${library}/src/**/*.ts`, { cwd: libs, ignore: ["**/*.spec.ts"] }).sort(),
  );
  return hash("sha256", files.map((file) => readFileSync(join(libs, file), "utf8")).join("\0")).slice(0, 16);
}
