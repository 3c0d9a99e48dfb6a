import { getEntry, type PyLiteral } from "@ipai/python";

/** Lines on which the entries of a manifest's lists are written, by their value. */
export interface ManifestLines {
  readonly depends: Readonly<Record<string, number>>;
  readonly data: Readonly<Record<string, number>>;
  readonly demo: Readonly<Record<string, number>>;
}

export function findLines(literal: PyLiteral): ManifestLines {
  return {
    depends: Object.fromEntries(linesOf(literal, "depends")),
    data: Object.fromEntries([...linesOf(literal, "init_xml"), ...linesOf(literal, "data")]),
    demo: Object.fromEntries(linesOf(literal, "demo")),
  };
}

function linesOf(literal: PyLiteral, key: string): [string, number][] {
  const list = getEntry(literal, key)?.value;
  const lines: [string, number][] = [];
  if (list && "items" in list)
    for (const item of list.items) if (item.kind === "str") lines.push([item.value, item.line]);
  return lines;
}

/** The part of a literal that a path of keys and indexes names; undefined where there is none. */
export function nodeAt(literal: PyLiteral, path: readonly PropertyKey[]): PyLiteral | undefined {
  let node: PyLiteral | undefined = literal;
  for (const key of path) {
    if (!node) return undefined;
    node = "items" in node ? node.items[Number(key)] : getEntry(node, String(key))?.value;
  }
  return node;
}
