import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import glob from "fast-glob";

/** Libraries whose code decides what facts a module has. */
const EXTRACTOR = ["core", "python", "xml", "module"];

/** Set by the launcher for the bundle it makes, where sources are no longer at their place. */
declare const IPAI_EXTRACTOR: string | undefined;

/** Hash of the code that makes facts; any change of it makes cached facts worthless. */
export function extractorDigest(): string {
  return typeof IPAI_EXTRACTOR === "string" ? IPAI_EXTRACTOR : digestSources();
}

function digestSources(): string {
  const libs = new URL("../../../../libs/", import.meta.url).pathname;
  const files = EXTRACTOR.flatMap((library) =>
    glob.sync(`${library}/src/**/*.ts`, { cwd: libs, ignore: ["**/*.spec.ts"] }).sort(),
  );
  return hash("sha256", files.map((file) => readFileSync(join(libs, file), "utf8")).join("\0")).slice(0, 16);
}
