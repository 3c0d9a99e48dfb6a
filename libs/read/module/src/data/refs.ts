import type { XmlNode } from "@ipai/xml";
import { fullXmlId } from "./scope.ts";

/** Without names that are put together, without `ref('x', False)`, which may find nothing, and without other objects' `ref`. */
const CALL =
  /(?:(?<![.\w])|(?<=\benv\.))ref\(\s*(['"])([^'"%{}]+)\1(?!\s*(?:[%.]|,\s*(?:raise_if_not_found\s*=\s*)?False))/g;
/** `odoo/tools/convert.py: _eval_xml` replaces these; `%%(…)` is an escape. */
const PERCENT = /(?:^|[^%])%\(([^)]*?)\)[ds]/g;
const STATIC_NAME = /^[\w-]+\.[\w.-]+$/;

/** xml ids of `ref('x')` calls in a Python expression, as written. */
export function refsInExpression(expression: string): string[] {
  if (!expression.includes("ref(")) return [];
  return Array.from(expression.matchAll(CALL), (match) => match[2] as string);
}

/** xml ids of a `groups` attribute: comma-separated, with `!` or `-` before what is excluded. */
export function refsInGroups(groups: string): string[] {
  return groups
    .split(",")
    .map((group) => group.trim().replace(/^[!-]/, "").trim())
    .filter((group) => group !== "");
}

/** xml ids that an arch refers to: `%(x)d`, `groups`, `t-call` and buttons that name an action. */
export function refsInArch(node: XmlNode, to: Set<string>, module: string): void {
  percentRefs(node.text, to, module);
  if (node.tail !== null) percentRefs(node.tail, to, module);
  for (const name in node.attributes) archAttribute(node, name, node.attributes[name] as string, to, module);
  for (const child of node.children) if (child.kind === "element") refsInArch(child, to, module);
}

function archAttribute(node: XmlNode, name: string, value: string, to: Set<string>, module: string): void {
  if (value.includes("%(")) percentRefs(value, to, module);
  else if (name === "groups") for (const group of refsInGroups(value)) addStatic(group, to);
  else if (name === "t-call") addStatic(value, to);
  else if (name === "name" && node.tag === "button" && node.get("type") === "action") addStatic(value, to);
}

/** Names without a module are local template names or fields, never xml ids. */
function addStatic(name: string, to: Set<string>): void {
  if (STATIC_NAME.test(name)) to.add(name);
}

function percentRefs(text: string, to: Set<string>, module: string): void {
  if (!text.includes("%(")) return;
  for (const match of text.matchAll(PERCENT)) to.add(fullXmlId(module, match[1] as string));
}
