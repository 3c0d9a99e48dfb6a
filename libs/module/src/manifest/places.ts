import { getEntry, type Position, type PyLiteral } from "@ipai/python";

/** Where the entries of a manifest's lists are written, by their value. */
export interface ManifestPlaces {
  readonly depends: Readonly<Record<string, Position>>;
  readonly data: Readonly<Record<string, Position>>;
  readonly demo: Readonly<Record<string, Position>>;
}

export function findPlaces(literal: PyLiteral): ManifestPlaces {
  return {
    depends: entriesOf(literal, "depends"),
    data: { ...entriesOf(literal, "init_xml"), ...entriesOf(literal, "data") },
    demo: entriesOf(literal, "demo"),
  };
}

function entriesOf(literal: PyLiteral, key: string): Record<string, Position> {
  const list = getEntry(literal, key)?.value;
  if (!list || !("items" in list)) return {};
  return Object.fromEntries(
    list.items.flatMap((item) => (item.kind === "str" ? [[item.value, { line: item.line, column: item.column }]] : [])),
  );
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
