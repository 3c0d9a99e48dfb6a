import type { XmlNode } from "@ipai/xml";
import type { ViewFacts } from "../facts.ts";
import { fieldValue } from "./values.ts";
import { fullXmlId, sorted } from "./scope.ts";

/** Tags that speak of an element instead of being one. */
const NOT_ELEMENTS = new Set(["attribute", "xpath", "data"]);

/**
 * Facts of a `<record model="ir.ui.view">` (`odoo/addons/base/models/ir_ui_view.py: create`); `parent` is the xml id that
 * a search for the parent finds.
 */
export function recordViewFacts(fields: readonly XmlNode[], module: string, parent?: string): ViewFacts {
  const byName = new Map<string, XmlNode>();
  for (const field of fields) byName.set(field.get("name") as string, field);
  const value = (name: string) => {
    const field = byName.get(name);
    return field && fieldValue(field, module);
  };
  const roots = byName.get("arch")?.elements() ?? [];
  const inherit = parent ?? /^ref:(.+)$/.exec(value("inherit_id") ?? "")?.[1];
  const key = value("key");
  const extension = inherit !== undefined && value("mode") !== "primary";
  const arch = readArch(roots, inherit !== undefined);
  return {
    type: value("type") || (inherit === undefined ? rootType(roots) : null),
    model: value("model") ?? "",
    ...(inherit === undefined ? {} : { inherit }),
    ...(key === undefined ? {} : { key }),
    mode: extension ? "extension" : "primary",
    priority: Number(value("priority") ?? 16),
    active: !["False", "0", "false"].includes(value("active") ?? "True"),
    given: fields.map((node) => node.get("name") ?? "").filter((name) => !name.includes("@")),
    names: sorted(arch.names),
    ...(arch.upgrades.length > 0 ? { upgrades: arch.upgrades } : {}),
    ...(inherit === undefined ? {} : { locators: locatorsIn(roots) }),
  };
}

/** Facts of a `<template>`, which `odoo/tools/convert.py: _tag_template` makes a qweb view. */
export function templateViewFacts(template: XmlNode, xmlId: string, module: string): ViewFacts {
  const roots = template.elements();
  const inherit = template.get("inherit_id");
  const active = template.get("active");
  const given = ["name", "key", "type", "arch"];
  if (inherit) given.push("inherit_id");
  if (template.get("priority") !== undefined) given.push("priority");
  if (active === "True" || active === "False") given.push("active");
  if (template.get("groups")) given.push("group_ids");
  if (template.get("primary") === "True") given.push("mode");
  return {
    type: "qweb",
    model: "",
    ...(inherit ? { inherit: fullXmlId(module, inherit) } : {}),
    key: template.get("key") ?? xmlId,
    mode: inherit && template.get("primary") !== "True" ? "extension" : "primary",
    priority: Number(template.get("priority") ?? 16),
    active: active !== "False",
    given,
    names: sorted(readArch(roots, Boolean(inherit)).names),
    ...(inherit ? { locators: locatorsIn(roots) } : {}),
  };
}

function rootType(roots: readonly XmlNode[]): string | null {
  return roots.length === 1 ? (roots[0]?.tag ?? null) : null;
}

interface ArchFacts {
  readonly names: Set<string>;
  readonly upgrades: { readonly field: string; readonly line: number }[];
}

function readArch(roots: readonly XmlNode[], isExtension: boolean): ArchFacts {
  const facts: ArchFacts = { names: new Set(), upgrades: [] };
  for (const root of roots) addElement(root, isExtension, facts);
  return facts;
}

function addElement(node: XmlNode, isExtension: boolean, to: ArchFacts): void {
  const name = node.get("name");
  if (name && !NOT_ELEMENTS.has(node.tag) && !(isExtension && node.get("position") !== undefined))
    to.names.add(`${node.tag}.${name}`);
  if (node.get("widget") === "upgrade_boolean") to.upgrades.push({ field: name ?? "", line: node.line });
  for (const child of node.children) if (child.kind === "element") addElement(child, isExtension, to);
}

type Locators = NonNullable<ViewFacts["locators"]>[number][];

/** Specs in document order, those of nodes that move included (`odoo/tools/template_inheritance.py`). */
function locatorsIn(roots: readonly XmlNode[], locators: Locators = []): Locators {
  for (const root of roots)
    if (root.tag === "data") locatorsIn(root.elements(), locators);
    else {
      locators.push(locatorFacts(root));
      for (const child of root.elements()) if (child.get("position") === "move") locators.push(locatorFacts(child));
    }
  return locators;
}

function locatorFacts(spec: XmlNode): Locators[number] {
  return { expr: locatorOf(spec), position: spec.get("position") ?? "inside", line: spec.line };
}

/** The XPath of a spec; shorthand is written out as the XPath that finds the same node. */
export function locatorOf(spec: XmlNode): string {
  if (spec.tag === "xpath") return spec.get("expr") ?? "";
  if (spec.tag === "field") return `//field${testOf("name", spec)}`;
  let path = `//${spec.tag}`;
  for (const name in spec.attributes) if (name !== "position") path += testOf(name, spec);
  return path;
}

function testOf(name: string, spec: XmlNode): string {
  return `[@${name}=${quoted(spec.get(name) ?? "")}]`;
}

function quoted(text: string): string {
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}
