import type { RecordFacts } from "@ipai/module";
import type { XmlNode } from "@ipai/xml";
import type { CheckedModule } from "./module.ts";

/** A `<field>` of a `<record>` in a data file. */
export interface RecordField {
  readonly file: string;
  readonly model: string;
  readonly name: string;
  readonly node: XmlNode;
  readonly record: XmlNode;
}

/** Every field that a module's XML data sets, records within fields included. */
export function* recordFields(module: CheckedModule): Generator<RecordField> {
  for (const { file, root } of module.documents())
    for (const record of root.walk()) {
      if (record.tag !== "record") continue;
      for (const node of record.elements("field"))
        yield { file, model: record.get("model") ?? "", name: node.get("name") ?? "", node, record };
    }
}

/** Archs of a module's views: the `arch` field of a record, or a `<template>` itself. */
export function* archs(
  module: CheckedModule,
): Generator<{ readonly file: string; readonly root: XmlNode; readonly record: XmlNode }> {
  for (const { file, model, name, node, record } of recordFields(module))
    if (model === "ir.ui.view" && name === "arch") yield { file, root: node, record };
}

/** The element of an entry of the module's data; undefined where its file is not at hand. */
export function entryAt(module: CheckedModule, { file, line, kind, id }: RecordFacts): XmlNode | undefined {
  const isIt = (node: XmlNode) =>
    node.line === line && node.tag === kind && (id === null || id.endsWith(node.get("id") ?? ""));
  for (const document of module.documents())
    if (document.file === file) for (const node of document.root.walk()) if (isIt(node)) return node;
  return undefined;
}

/** Elements of the arch that a record of `ir.ui.view` has itself; none where its file is not at hand. */
export function ownElements(module: CheckedModule, record: RecordFacts): XmlNode[] {
  const arch = entryAt(module, record)
    ?.elements("field")
    .find((node) => node.get("name") === "arch");
  return arch ? [...arch.walk()].slice(1) : [];
}
