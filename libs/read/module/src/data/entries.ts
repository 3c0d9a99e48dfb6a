import type { Draft, Issue } from "@ipai/core";
import type { XmlNode } from "@ipai/xml";
import type { RecordFacts, ViewFacts } from "../facts.ts";
import { delegatedRecord } from "./delegation.ts";
import { addQuoted } from "./quoted.ts";
import { refsInArch, refsInExpression, refsInGroups } from "./refs.ts";
import { attributeAsBoolean, type DataFile, fullXmlId, refuse, sorted } from "./scope.ts";
import { keptValues } from "./values.ts";
import { searchedView, valueIn } from "./searched.ts";
import { recordViewFacts, templateViewFacts } from "./view.ts";

/** What an entry says of itself, to which come the facts that all entries share. */
type Entry = Pick<RecordFacts, "kind" | "model"> & Partial<Draft<RecordFacts>>;

/** Reads one kind of entry and pushes its facts (`odoo/tools/convert.py: xml_import._tags`). */
export type ReadEntry = (node: XmlNode, noupdate: boolean, to: DataFile) => void;

export const readRecord: ReadEntry = (node, noupdate, to) => {
  const model = node.get("model");
  if (!model) return refuse(to, node.line, "record-without-model", "a <record> names no model", 'add model="…"');
  const xmlId = node.get("id") ?? "";
  const fields = node.elements("field").filter((field) => field.get("name") !== undefined);
  const refs = new Set<string>();
  entryRefs(node, refs, to.module);
  for (const field of fields) fieldRefs(field, refs, to.module);
  const entry = entryOf("record", model, node);
  const values = keptValues(model, fields, to.module);
  if (values) entry.values = values;
  if (model === "ir.ui.view" || model === "theme.ir.ui.view")
    entry.view = readView(fields, fullXmlId(to.module, xmlId), node.line, to);
  pushEntry(to, node, noupdate, xmlId, refs, entry);
  pushDelegated(to, xmlId, model, fields, node, noupdate);
  for (const field of fields)
    if (field.children.length > 0) for (const child of field.elements("record")) readRecord(child, noupdate, to);
};

/** A view's facts; a parent that a search names is looked for among the views that stand before it. */
function readView(fields: readonly XmlNode[], id: string, line: number, to: DataFile): ViewFacts {
  const search = fields.find((field) => field.get("name") === "inherit_id")?.get("search");
  const parent = search === undefined ? undefined : searchedView(search, to);
  if (search !== undefined && parent === undefined) to.issues.push(unknownParent(search, to.file, line));
  const [name = "", key = ""] = ["name", "key"].map((field) => valueIn(fields, field, to.module));
  const view = recordViewFacts(fields, to.module, parent);
  to.views.push({ id, name, key, model: view.model });
  return view;
}

function unknownParent(search: string, path: string, line: number): Issue {
  return {
    code: "view-parent-searched",
    severity: "warning",
    message: `inherit_id is found by search="${search}" when the file is loaded: this extension is left out here`,
    advice: "write ref= with the parent's id",
    at: { path, line },
  };
}

export const readTemplate: ReadEntry = (node, noupdate, to) => {
  const xmlId = node.get("id") ?? node.get("t-name") ?? "";
  if (xmlId === "") return refuse(to, node.line, "template-without-id", "a <template> has no id", 'add id="…"');
  const refs = new Set<string>();
  entryRefs(node, refs, to.module);
  refsInArch(node, refs, to.module);
  const entry = entryOf("template", themed("ir.ui.view", to.module), node);
  entry.view = templateViewFacts(node, fullXmlId(to.module, xmlId), to.module);
  pushEntry(to, node, noupdate, xmlId, refs, entry);
};

export const readMenuItem: ReadEntry = (node, noupdate, to) => readMenu(node, noupdate, to, node.get("parent"));

function readMenu(node: XmlNode, noupdate: boolean, to: DataFile, parent: string | undefined): void {
  const xmlId = node.get("id") ?? "";
  if (xmlId === "") return refuse(to, node.line, "menuitem-without-id", "a <menuitem> has no id", 'add id="…"');
  const action = node.get("action");
  const values: Record<string, string> = {};
  for (const name of ["name", "sequence", "active", "web_icon"]) {
    const value = node.get(name);
    if (value) values[name] = value;
  }
  if (parent) values["parent_id"] = `ref:${fullXmlId(to.module, parent)}`;
  if (action) values["action"] = `ref:${fullXmlId(to.module, action)}`;
  const groups = refsInGroups(node.get("groups") ?? "").map((group) => fullXmlId(to.module, group));
  if (groups.length > 0) values["group_ids"] = groups.map((group) => `ref:${group}`).join(",");
  const refs = new Set(groups);
  for (const ref of [parent, action]) if (ref) refs.add(fullXmlId(to.module, ref));
  pushEntry(to, node, noupdate, xmlId, refs, { kind: "menuitem", model: "ir.ui.menu", values });
  for (const child of node.elements("menuitem")) readMenu(child, noupdate, to, xmlId);
}

export const readAsset: ReadEntry = (node, noupdate, to) => {
  const child = (tag: string) => node.elements(tag)[0];
  const values: Record<string, string> = { name: node.get("name") ?? node.get("id") ?? "" };
  const parts = {
    bundle: child("bundle")?.text,
    directive: child("bundle")?.get("directive"),
    path: child("path")?.text,
  };
  for (const [name, value] of Object.entries(parts)) if (value) values[name] = value.trim();
  const active = node.get("active");
  if (active === "True" || active === "False") values["active"] = active;
  const model = themed("ir.asset", to.module);
  Object.assign(values, keptValues("ir.asset", node.elements("field"), to.module));
  pushEntry(to, node, noupdate, node.get("id") ?? "", new Set(), { kind: "asset", model, values });
};

export const readFunction: ReadEntry = (node, noupdate, to) => {
  const refs = new Set<string>();
  functionRefs(node, refs, to.module);
  const [model, name] = [node.get("model") ?? "", node.get("name")];
  // `website` has views made by a call: to know which ones takes the method's name.
  const values = model === "ir.module.module" && name ? { values: { name } } : {};
  pushEntry(to, node, noupdate, "", refs, { kind: "function", model, ...values });
  if (name === "_update_xmlids") takeGivenIds(node, to);
  const called = new Set<string>();
  for (const { attributes } of node.walk()) addQuoted(attributes.eval ?? "", `${to.module}.`, called);
  for (const id of called) if (!refs.has(id)) to.called.add(id);
};

const GIVEN_ID = /['"]xml_id['"]\s*:\s*['"]([^'"]+)['"]/g;

/** Ids that a call gives to records code made, such as a product's variants: entries that follow change these. */
function takeGivenIds(call: XmlNode, to: DataFile): void {
  for (const value of call.elements("value"))
    for (const [, id = ""] of (value.get("eval") ?? "").matchAll(GIVEN_ID)) to.made.add(fullXmlId(to.module, id));
}

export const readDelete: ReadEntry = (node, noupdate, to) => {
  const refs = new Set<string>();
  expressionRefs(node.get("search"), refs, to.module);
  pushEntry(to, node, noupdate, node.get("id") ?? "", refs, { kind: "delete", model: node.get("model") ?? "" });
};

/** Themes keep views and assets in models of their own until a website takes them. */
function themed(model: string, module: string): string {
  return module.startsWith("theme_") ? `theme.${model}` : model;
}

function entryOf(kind: Entry["kind"], model: string, node: XmlNode): Entry {
  const forcecreate = node.get("forcecreate");
  return forcecreate === undefined
    ? { kind, model }
    : { kind, model, forcecreate: attributeAsBoolean(forcecreate, true) };
}

/** The entry itself becomes the facts: there are too many of them for a copy each. */
function pushEntry(to: DataFile, node: XmlNode, noupdate: boolean, id: string, refs: Set<string>, entry: Entry): void {
  const full = fullXmlId(to.module, id);
  if (full.indexOf(".") !== full.lastIndexOf("."))
    refuse(to, node.line, "xml-id-with-dots", `the id ${id} has more than one dot`, "write it as module.name or name");
  refs.delete(full);
  const facts = entry as Draft<RecordFacts>;
  facts.id = full === "" ? null : full;
  facts.own = full === "" || full.startsWith(`${to.module}.`);
  facts.noupdate = noupdate;
  facts.file = to.file;
  facts.line = node.line;
  facts.demo = to.demo;
  if (refs.size > 0) facts.refs = sorted(refs);
  to.records.push(facts);
}

function pushDelegated(
  to: DataFile,
  xmlId: string,
  model: string,
  fields: readonly XmlNode[],
  node: XmlNode,
  noupdate: boolean,
): void {
  const full = fullXmlId(to.module, xmlId);
  if (!full.startsWith(`${to.module}.`) || to.made.has(full)) return;
  to.made.add(full);
  const delegated = delegatedRecord(full, model, fields);
  if (!delegated) return;
  const view = delegated.model === "ir.ui.view" ? { view: recordViewFacts(fields, to.module) } : {};
  pushEntry(to, node, noupdate, delegated.id, new Set(), { kind: "record", model: delegated.model, ...view });
}

/** References in the attributes that records, templates and functions share. */
function entryRefs(node: XmlNode, to: Set<string>, module: string): void {
  const uid = node.get("uid");
  const parent = node.get("inherit_id");
  if (uid) to.add(fullXmlId(module, uid));
  if (parent) to.add(fullXmlId(module, parent));
  expressionRefs(node.get("context"), to, module);
}

function fieldRefs(field: XmlNode, to: Set<string>, module: string): void {
  const ref = field.get("ref");
  if (ref) to.add(fullXmlId(module, ref));
  expressionRefs(field.get("eval"), to, module);
  expressionRefs(field.get("search"), to, module);
  if (field.children.length === 0) return;
  const type = field.get("type");
  if (type === "xml" || type === "html") for (const root of field.elements()) refsInArch(root, to, module);
  else for (const child of field.children) if (child.tag === "value") fieldRefs(child, to, module);
}

function functionRefs(node: XmlNode, to: Set<string>, module: string): void {
  entryRefs(node, to, module);
  expressionRefs(node.get("eval"), to, module);
  for (const child of node.elements()) {
    if (child.tag === "function") functionRefs(child, to, module);
    else fieldRefs(child, to, module);
  }
}

function expressionRefs(expression: string | undefined, to: Set<string>, module: string): void {
  if (!expression) return;
  for (const ref of refsInExpression(expression)) to.add(fullXmlId(module, ref));
}
