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
  const prefix = `${module}.`;
  const found = new Set<string>();
  for (const path of files.filter(mayMakeIds)) {
    const source = bytes(path);
    if (!source) continue;
    // Most files never name their module: looking for it in the bytes spares decoding them.
    const raw = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
    if (!raw.includes(prefix) || (path.endsWith(".xml") && !raw.includes("<function"))) continue;
    for (const id of quotedNames(raw.toString("latin1"), prefix)) found.add(id);
  }
  if (found.size > 0) for (const { id } of records) if (id !== null) found.delete(id);
  return [...found].sort(compareText);
}

const REST = /\w[\w.-]*/y;

/** Names that begin with `prefix` and fill a string in quotes. */
function quotedNames(text: string, prefix: string): string[] {
  const names: string[] = [];
  for (let at = text.indexOf(prefix); at >= 0; at = text.indexOf(prefix, at + prefix.length)) {
    const quote = text[at - 1];
    if (quote !== "'" && quote !== '"') continue;
    REST.lastIndex = at + prefix.length;
    if (REST.test(text) && text[REST.lastIndex] === quote) names.push(text.slice(at, REST.lastIndex));
  }
  return names;
}

function mayMakeIds(path: string): boolean {
  return /\.(py|xml)$/.test(path) && !/^(tests|static|migrations|upgrades)\//.test(path);
}
