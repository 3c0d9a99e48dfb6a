import { compareText } from "@ipai/core";
import { addQuoted } from "./quoted.ts";
import type { DataFacts } from "./read.ts";

type ReadBytes = (path: string) => Uint8Array | undefined;

/**
 * Full xml ids of the module's own prefix that its Python code, or a `<function>` of its data, names in a string and no
 * data file declares. Code may make them (`_load_records`, `_update_xmlids`), so nobody can say that they do not exist.
 */
export function codeIds(module: string, files: readonly string[], bytes: ReadBytes, data: DataFacts): string[] {
  const prefix = `${module}.`;
  const found = new Set(data.called);
  for (const path of files.filter(isInstalledCode)) {
    const source = bytes(path);
    if (!source) continue;
    // Most files never name their module: looking for it in the bytes spares decoding them.
    const raw = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
    if (raw.includes(prefix)) addQuoted(raw.toString("latin1"), prefix, found);
  }
  if (found.size > 0) for (const { id } of data.records) if (id !== null) found.delete(id);
  return [...found].sort(compareText);
}

function isInstalledCode(path: string): boolean {
  return path.endsWith(".py") && !/^(tests|static|migrations|upgrades)\//.test(path);
}
