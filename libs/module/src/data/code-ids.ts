import { compareText } from "@ipai/core";
import type { RecordFacts } from "../facts.ts";

type ReadBytes = (path: string) => Uint8Array | undefined;

/**
 * Full xml ids of the module's own prefix that its Python code, or a `<function>` of its data, names in a string and no
 * data file declares. Code may make them (`_load_records`, `_update_xmlids`), so nobody can say that they do not exist.
 */
export function codeIds(
  module: string,
  files: readonly string[],
  bytes: ReadBytes,
  records: readonly RecordFacts[],
): string[] {
  const declared = new Set(records.map(({ id }) => id));
  const prefix = Buffer.from(`${module}.`);
  const found = new Set<string>();
  for (const path of files.filter(mayMakeIds)) {
    const source = bytes(path);
    if (!source) continue;
    // Most files never name their module: looking for it in the bytes spares decoding them.
    const raw = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
    if (!raw.includes(prefix) || (path.endsWith(".xml") && !raw.includes("<function"))) continue;
    // The quotes are looked at around the name: a search by word is several times faster than one by quote.
    const literal = new RegExp(`${module}\\.(?<=(['"])${module}\\.)\\w[\\w.-]*(?=\\1)`, "g");
    for (const [id] of raw.toString("latin1").matchAll(literal)) if (!declared.has(id)) found.add(id);
  }
  return [...found].sort(compareText);
}

function mayMakeIds(path: string): boolean {
  return /\.(py|xml)$/.test(path) && !/^(tests|static|migrations|upgrades)\//.test(path);
}
