import type { XmlNode } from "@ipai/xml";
import type { DataFile } from "./scope.ts";
import { fieldValue } from "./values.ts";

/** Text of one of a record's fields; undefined where it has none. */
export function valueIn(fields: readonly XmlNode[], name: string, module: string): string | undefined {
  const field = fields.find((node) => node.get("name") === name);
  return field && fieldValue(field, module);
}

const LEAF = /\(\s*'(name|model|key)'\s*,\s*'=+'\s*,\s*'([^']*)'\s*\)/g;

/** Xml id of the module's own view that a search finds: the first that was made. Undefined where only a run can tell. */
export function searchedView(search: string, { views }: DataFile): string | undefined {
  const leaves = [...search.replaceAll('"', "'").matchAll(LEAF)].map(
    ([, field, value]) => [field as "name" | "model" | "key", value] as const,
  );
  // What else the domain asks for is not known here.
  const rest = search
    .replaceAll('"', "'")
    .replaceAll(LEAF, "")
    .replaceAll(/[\s,[\]]|'&'/g, "");
  if (!leaves.length || rest !== "") return undefined;
  return views.find((view) => leaves.every(([field, value]) => view[field] === value))?.id;
}
