import type { ESTree } from "meriyah";

/** Visits every node of a tree, parents first, in document order; own stack, for deep nesting is input too. */
export function* walk(root: ESTree.Node): Generator<ESTree.Node> {
  const stack: ESTree.Node[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    yield node;
    const children: ESTree.Node[] = [];
    for (const value of Object.values(node)) {
      if (Array.isArray(value)) for (const item of value) addNode(children, item);
      else addNode(children, value);
    }
    for (let i = children.length - 1; i >= 0; i--) stack.push(children[i]!);
  }
}

function addNode(into: ESTree.Node[], value: unknown): void {
  if (typeof value === "object" && value !== null && "type" in value && typeof value.type === "string")
    into.push(value as ESTree.Node);
}

/** Text of a string literal, of a template without expressions, of a constant of this file or its literal member; else null. */
export function textOf(node: ESTree.Node | null | undefined, constants: ReadonlyMap<string, string>): string | null {
  if (!node) return null;
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : null;
  if (node.type === "Identifier") return constants.get(node.name) ?? null;
  if (node.type === "MemberExpression") return constants.get(dotted(node) ?? "") ?? null;
  if (node.type === "TemplateLiteral" && node.expressions.length === 0) return node.quasis[0]?.value.cooked ?? null;
  return null;
}

/** `a.b.c` of a chain of names, `this` included; null for anything computed. */
export function dotted(node: ESTree.Node): string | null {
  if (node.type === "Identifier") return node.name;
  if (node.type === "ThisExpression") return "this";
  if (node.type !== "MemberExpression" || node.computed) return null;
  const object = dotted(node.object);
  return object === null || node.property.type !== "Identifier" ? null : `${object}.${node.property.name}`;
}

/** The method a call asks for: `{object, name}` of `object.name(…)`. */
export function methodCall(node: ESTree.CallExpression): { object: ESTree.Node; name: string } | null {
  const { callee } = node;
  if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier") return null;
  return { object: callee.object, name: callee.property.name };
}

export function lineOf(node: ESTree.Node): number {
  return node.loc?.start.line ?? 1;
}
