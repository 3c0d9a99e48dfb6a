import type { Context } from "./expression.ts";
import { stringValue, type XPathNode } from "./model.ts";
import { toBoolean, toNumber, toText, type Value } from "./values.ts";

interface XPathFunction {
  readonly returns: "number" | "string" | "boolean" | "nodes";
  readonly min: number;
  readonly max: number;
  readonly call: (args: readonly Value[], context: Context) => Value;
}

const define = (
  returns: XPathFunction["returns"],
  min: number,
  max: number,
  call: XPathFunction["call"],
): XPathFunction => ({ returns, min, max, call });

/** XPath 1.0's core library, and Odoo's `hasclass` (`odoo/addons/base/models/ir_ui_view.py: _hasclass`). */
export const FUNCTIONS: Readonly<Record<string, XPathFunction>> = {
  last: define("number", 0, 0, (_, context) => context.size),
  position: define("number", 0, 0, (_, context) => context.position),
  count: define("number", 1, 1, ([nodes]) => nodesOf(nodes).length),
  id: define("nodes", 1, 1, () => []),
  "local-name": define("string", 0, 1, (args, context) => nameOf(target(args, context)).replace(/^[^:]*:/, "")),
  "namespace-uri": define("string", 0, 1, (args, context) => {
    const node = target(args, context);
    return node && "namespace" in node ? node.namespace : "";
  }),
  name: define("string", 0, 1, (args, context) => nameOf(target(args, context))),
  string: define("string", 0, 1, text),
  concat: define("string", 2, Infinity, (args) => args.map(toText).join("")),
  "starts-with": define("boolean", 2, 2, ([a, b]) => toText(a as Value).startsWith(toText(b as Value))),
  contains: define("boolean", 2, 2, ([a, b]) => toText(a as Value).includes(toText(b as Value))),
  "substring-before": define("string", 2, 2, ([a, b]) => {
    const at = toText(a as Value).indexOf(toText(b as Value));
    return at === -1 ? "" : toText(a as Value).slice(0, at);
  }),
  "substring-after": define("string", 2, 2, ([a, b]) => {
    const [whole, part] = [toText(a as Value), toText(b as Value)];
    const at = whole.indexOf(part);
    return at === -1 ? "" : whole.slice(at + part.length);
  }),
  substring: define("string", 2, 3, ([whole, from, length]) => {
    const start = roundHalfUp(toNumber(from as Value));
    const end = length === undefined ? Infinity : start + roundHalfUp(toNumber(length));
    return Array.from(toText(whole as Value))
      .filter((_, index) => index + 1 >= start && index + 1 < end)
      .join("");
  }),
  "string-length": define("number", 0, 1, (args, context) => Array.from(text(args, context)).length),
  "normalize-space": define("string", 0, 1, (args, context) =>
    text(args, context)
      .replace(/[ \t\r\n]+/g, " ")
      .replace(/^ | $/g, ""),
  ),
  translate: define("string", 3, 3, ([whole, from, to]) => {
    const [source, replacement] = [Array.from(toText(from as Value)), Array.from(toText(to as Value))];
    const swap = (char: string) => {
      const index = source.indexOf(char);
      return index === -1 ? char : (replacement[index] ?? "");
    };
    return Array.from(toText(whole as Value), swap).join("");
  }),
  boolean: define("boolean", 1, 1, ([value]) => toBoolean(value as Value)),
  not: define("boolean", 1, 1, ([value]) => !toBoolean(value as Value)),
  true: define("boolean", 0, 0, () => true),
  false: define("boolean", 0, 0, () => false),
  lang: define("boolean", 1, 1, ([lang], context) => speaks(context.node, toText(lang as Value).toLowerCase())),
  number: define("number", 0, 1, (args, context) => toNumber(args[0] ?? [context.node])),
  sum: define("number", 1, 1, ([nodes]) =>
    nodesOf(nodes).reduce((total, node) => total + toNumber(stringValue(node)), 0),
  ),
  floor: define("number", 1, 1, ([value]) => Math.floor(toNumber(value as Value))),
  ceiling: define("number", 1, 1, ([value]) => Math.ceil(toNumber(value as Value))),
  round: define("number", 1, 1, ([value]) => roundHalfUp(toNumber(value as Value))),
  hasclass: define("boolean", 0, Infinity, (args, { node }) => {
    if (node.kind !== "element") return false;
    const classes = (node.get("class") ?? "").split(/\s+/);
    return args.every((name) => toText(name) !== "" && classes.includes(toText(name)));
  }),
};

function nodesOf(value: Value | undefined): XPathNode[] {
  if (!Array.isArray(value)) throw new TypeError("a node-set is expected");
  return value;
}

function target(args: readonly Value[], context: Context): XPathNode | undefined {
  return args.length === 0 ? context.node : nodesOf(args[0])[0];
}

function text(args: readonly Value[], context: Context): string {
  return toText(args[0] ?? [context.node]);
}

function nameOf(node: XPathNode | undefined): string {
  if (node?.kind === "attribute") return node.name;
  return node?.kind === "element" || node?.kind === "instruction" ? node.tag : "";
}

function roundHalfUp(value: number): number {
  return Math.floor(value + 0.5);
}

function speaks(node: XPathNode, lang: string): boolean {
  let element = node.kind === "document" ? null : "owner" in node ? node.owner : "holder" in node ? node.holder : node;
  while (element && element.attributes["xml:lang"] === undefined) element = element.parent;
  const actual = element?.attributes["xml:lang"]?.toLowerCase();
  return actual === lang || actual?.startsWith(`${lang}-`) === true;
}
