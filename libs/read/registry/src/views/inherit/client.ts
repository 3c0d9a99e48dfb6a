import type { XmlNode } from "@ipai/xml";
import { SpecError } from "./locate.ts";

const HASCLASS = /hasclass\(([^)]*)\)/g;

/**
 * Writes the specs of a client template as Odoo's browser code reads them: shorthand compares every attribute and never
 * means the root, and `hasclass('a b')` looks for the text `a b` (`addons/web/static/src/core/template_inheritance.js`).
 */
export function asClientSpecs(specs: readonly XmlNode[]): void {
  for (const spec of specs) {
    if (spec.tag === "xpath") spec.attributes["expr"] = clientXPath(spec.get("expr") ?? "");
    else toXPath(spec);
    const moved = spec.elements("xpath").filter((child) => child.get("position") === "move");
    asClientSpecs(moved);
  }
}

function toXPath(spec: XmlNode): void {
  const names = Object.keys(spec.attributes).filter((name) => name !== "position" && name !== "mode");
  const tests = names.map((name) => `[@${name}=${quoted(spec.get(name) ?? "")}]`);
  spec.attributes["expr"] = `.//${spec.tag}${tests.join("")}`;
  spec.tag = "xpath";
}

/** One class means the same on both sides, and stays as it is written. */
function clientXPath(expression: string): string {
  return expression.replace(HASCLASS, (whole, names: string) => {
    const classes = names.split(",").map((name) => name.trim().slice(1, -1));
    if (classes.every((name) => /^\S+$/.test(name))) return whole;
    return classes.map((name) => `contains(concat(' ', @class, ' '), ' ${name} ')`).join(" and ");
  });
}

function quoted(text: string): string {
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}

/** `position="attributes"` in the browser: lists only, no Python expressions, other keys are ignored. */
export function applyClientAttributes(node: XmlNode, spec: XmlNode): void {
  for (const change of spec.elements("attribute")) {
    const name = change.get("name");
    if (name === undefined) throw new SpecError("an <attribute> has no name", change);
    const value = change.get("add") || change.get("remove") ? edited(node.get(name) ?? "", change) : change.text;
    if (value) node.attributes[name] = value;
    else delete node.attributes[name];
  }
}

function edited(value: string, change: XmlNode): string {
  if (change.text) throw new SpecError("an <attribute> with add or remove cannot contain text", change);
  const separator = change.get("separator") || ",";
  const split = (text: string) => text.split(separator).map((part) => part.trim());
  const removed = new Set(split(change.get("remove") ?? ""));
  const added = split(change.get("add") ?? "").filter((part) => part !== "");
  return [...split(value).filter((part) => !removed.has(part)), ...added].join(separator);
}
