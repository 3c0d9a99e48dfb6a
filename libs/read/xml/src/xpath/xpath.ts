import type { XmlNode } from "../tree.ts";
import type { Expression } from "./expression.ts";
import { XPathError } from "./lexer.ts";
import { Scope } from "./model.ts";
import { parseXPath } from "./parser.ts";
import type { Value } from "./values.ts";

const compiled = new Map<string, Expression>();
const REMEMBERED = 10_000;

/**
 * Value of an XPath 1.0 expression at `context`, as lxml's `ETXPath` gives it: `{uri}name` for namespaces, Odoo's
 * `hasclass()`; node-sets unique and in document order. `/` is the document around the topmost parent.
 *
 * @throws XPathError when the text is no expression, or uses a node-set where there is none
 */
export function evaluateXPath(expression: string, context: XmlNode): Value {
  let known = compiled.get(expression);
  if (!known) {
    known = parseXPath(expression);
    if (compiled.size >= REMEMBERED) compiled.clear();
    compiled.set(expression, known);
  }
  try {
    return known.evaluate({ node: context, position: 1, size: 1, scope: new Scope(context) });
  } catch (error) {
    if (error instanceof TypeError) throw new XPathError(error.message, 0);
    throw error;
  }
}

/**
 * First node that an expression finds, when that is an element; null when nothing is found.
 *
 * @throws XPathError as {@link evaluateXPath}, and when the first result is no element
 */
export function findElement(expression: string, context: XmlNode): XmlNode | null {
  const value = evaluateXPath(expression, context);
  const first = Array.isArray(value) ? value[0] : undefined;
  if (Array.isArray(value) && first === undefined) return null;
  if (first?.kind !== "element") throw new XPathError("the expression finds no element but another value", 0);
  return first;
}
