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

const entries = new WeakMap<CheckedModule, ReadonlyMap<string, readonly XmlNode[]>>();

/** The element of an entry of the module's data; undefined where its file is not at hand. */
export function entryAt(module: CheckedModule, { file, line, kind, id }: RecordFacts): XmlNode | undefined {
  let known = entries.get(module);
  if (!known) entries.set(module, (known = entriesByPlace(module)));
  return known.get(`${file}:${line} ${kind}`)?.find((node) => id === null || id.endsWith(idOf(node)));
}

function entriesByPlace(module: CheckedModule): Map<string, XmlNode[]> {
  const found = new Map<string, XmlNode[]>();
  for (const { file, root } of module.documents())
    for (const node of root.walk()) {
      const key = `${file}:${node.line} ${node.tag}`;
      const before = found.get(key);
      if (before) before.push(node);
      else found.set(key, [node]);
    }
  return found;
}

/** An id begins after the module's name or a dot: `a` is no other record's `extra`. */
function idOf(node: XmlNode): string {
  const id = node.get("id") ?? node.get("t-name") ?? "";
  return id === "" || id.includes(".") ? id : `.${id}`;
}

/** Attributes whose ids the loader looks up (`odoo/tools/convert.py`); `groups` only where it is the loader's own. */
const LOOKED_UP = new Set(["ref", "parent", "action", "inherit_id", "uid", "website_id", "eval", "search", "context"]);
const OWN_GROUPS = new Set(["menuitem", "template"]);

/** The element of an entry that has an id looked up while it is loaded; undefined where none does, or its file is not at hand. */
export function useOf(module: CheckedModule, record: RecordFacts, id: string): XmlNode | undefined {
  const short = id.slice(id.indexOf(".") + 1);
  const name = `(?:${escaped(id)}|${escaped(short)})`;
  const exact = new RegExp(`(?:^|,)\\s*-?${name}\\s*(?:,|$)`);
  const quoted = new RegExp(`(['"])${name}\\1`);
  const percent = new RegExp(`%\\(${name}\\)[ds]`);
  const uses = (node: XmlNode): boolean =>
    percent.test(node.text + (node.tail ?? "")) ||
    Object.entries(node.attributes).some(([attribute, value]) => {
      if (percent.test(value)) return true;
      if (attribute === "groups") return OWN_GROUPS.has(node.tag) && exact.test(value);
      if (attribute === "name") return node.tag === "button" && node.get("type") === "action" && exact.test(value);
      return LOOKED_UP.has(attribute) && (exact.test(value) || quoted.test(value));
    });
  for (const node of entryAt(module, record)?.walk() ?? []) if (uses(node)) return node;
  return undefined;
}

function escaped(id: string): string {
  return id.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** True where loading the entry looks the id up: what a view names for later may come later. */
export function isLookedUp(module: CheckedModule, record: RecordFacts, id: string): boolean {
  return record.file.endsWith(".csv") || useOf(module, record, id) !== undefined;
}

/** Elements of the arch that a record of `ir.ui.view` has itself; none where its file is not at hand. */
export function ownElements(module: CheckedModule, record: RecordFacts): XmlNode[] {
  const arch = entryAt(module, record)
    ?.elements("field")
    .find((node) => node.get("name") === "arch");
  return arch ? [...arch.walk()].slice(1) : [];
}
