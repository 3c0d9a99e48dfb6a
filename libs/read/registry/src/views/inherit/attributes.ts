import type { XmlNode } from "@ipai/xml";
import { SpecError } from "./locate.ts";

/** Attributes that hold Python expressions (`odoo/tools/template_inheritance.py: PYTHON_ATTRIBUTES`). */
const PYTHON_ATTRIBUTES = new Set(["readonly", "required", "invisible", "column_invisible", "t-if", "t-elif"]);
const ALLOWED = new Set(["name", "add", "remove", "separator"]);

/** `position="attributes"`: sets, extends, shortens or removes attributes of a node. */
export function applyAttributes(node: XmlNode, spec: XmlNode): void {
  for (const child of spec.walk()) if (child.tag === "attribute") applyAttribute(node, child);
}

function applyAttribute(node: XmlNode, change: XmlNode): void {
  const unknown = Object.keys(change.attributes).filter((key) => !ALLOWED.has(key) && !key.startsWith("data-oe-"));
  if (unknown.length > 0) throw new SpecError(`invalid attributes ${unknown.join(", ")} in <attribute>`, change);
  const name = change.get("name");
  if (name === undefined) throw new SpecError("an <attribute> has no name", change);
  const value = change.get("add") || change.get("remove") ? edited(node.get(name) ?? "", name, change) : change.text;
  if (value) node.attributes[name] = value;
  else delete node.attributes[name];
}

function edited(value: string, name: string, change: XmlNode): string {
  if (change.text) throw new SpecError("an <attribute> with add or remove cannot contain text", change);
  const isExpression = PYTHON_ATTRIBUTES.has(name) || name.startsWith("decoration-");
  return isExpression ? editedExpression(value, change) : editedList(value, change);
}

function editedExpression(value: string, change: XmlNode): string {
  const separator = change.get("separator")?.trim();
  if (separator !== "and" && separator !== "or")
    throw new SpecError("a Python expression needs the separator and or or", change);
  const [add, remove] = [change.get("add") ?? "", change.get("remove") ?? ""];
  const kept = remove ? withoutOperand(value, remove, separator) : value;
  if (!add) return kept;
  return kept ? `(${kept}) ${separator} (${add})` : add;
}

function withoutOperand(value: string, operand: string, separator: string): string {
  if (isWhole(value, operand)) return "";
  const patterns = [
    `(${operand}) ${separator} `,
    ` ${separator} (${operand})`,
    `${operand} ${separator} `,
    ` ${separator} ${operand}`,
  ];
  const found = patterns.find((pattern) => value.includes(pattern));
  return found === undefined ? value : value.replace(found, () => "");
}

/** Odoo puts the operand into a regular expression unescaped; text that is none cannot match there either. */
function isWhole(value: string, operand: string): boolean {
  try {
    return new RegExp(`^\\(*${operand}\\)*$`).test(value);
  } catch {
    return false;
  }
}

function editedList(value: string, change: XmlNode): string {
  const separator = change.get("separator") ?? ",";
  const split = (text: string) =>
    (separator === " " ? text.split(/\s+/) : text.split(separator)).map((part) => part.trim());
  const removed = new Set(split(change.get("remove") ?? ""));
  const kept = split(value).filter((part) => part !== "" && !removed.has(part));
  return [...kept, ...split(change.get("add") ?? "").filter((part) => part !== "")].join(separator);
}
