import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import { canonicalJson } from "@ipai/core";
import type { PortsDocument } from "@ipai/parity";
import { CannotRun } from "@ipai/workspace";

const NAME = /^ports-([0-9a-f]{16})\.json\.br$/;

/** Writes the document under a name that carries its digest; an older one goes. */
export function writePorts(root: string, document: PortsDocument): string {
  const text = canonicalJson(document);
  const folder = join(root, "facts");
  const name = `ports-${digestOf(text)}.json.br`;
  for (const old of portFiles(folder)) if (old !== name) rmSync(join(folder, old));
  writeFileSync(join(folder, name), brotliCompressSync(text));
  return `facts/${name}`;
}

/** Reads the document; refuses one whose bytes are not what its name promises. */
export function readPorts(root: string): PortsDocument {
  const folder = join(root, "facts");
  const [name] = portFiles(folder);
  if (name === undefined)
    throw new CannotRun(
      "there are no facts of older series here",
      "make them with `ipai parity ports --from <owner>/<repository>@<branch>`",
    );
  const text = brotliDecompressSync(readFileSync(join(folder, name))).toString();
  if (NAME.exec(name)?.[1] !== digestOf(text))
    throw new CannotRun(`facts/${name} is damaged`, "restore it from version control");
  return JSON.parse(text) as PortsDocument;
}

/** Whether there are facts of older series to plan with. */
export function hasPorts(root: string): boolean {
  return portFiles(join(root, "facts")).length > 0;
}

function portFiles(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => NAME.test(name)) : [];
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
