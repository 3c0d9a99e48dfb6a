import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Libraries whose code decides what facts a module has. */
const EXTRACTOR = ["core", "python", "xml", "module"];

/** Set by the launcher for the bundle it makes, where sources are no longer at their place. */
declare const IPAI_EXTRACTOR: string | undefined;

/** Hash of the code that makes facts; any change of it makes cached facts worthless. */
export function extractorDigest(): string {
  return typeof IPAI_EXTRACTOR === "string" ? IPAI_EXTRACTOR : digestSources();
}

function digestSources(): string {
  const texts = EXTRACTOR.flatMap((library) => {
    const folder = new URL(`../../../../libs/${library}/src`, import.meta.url).pathname;
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
      /(?<!\.spec)\.ts$/.test(file),
    );
    return files.sort().map((file) => readFileSync(join(folder, file), "utf8"));
  });
  return hash("sha256", texts.join("\0")).slice(0, 16);
}
