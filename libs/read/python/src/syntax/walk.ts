import type { PyExpr, PyNode } from "./ast.ts";

type Node = PyExpr | PyNode;

/** A node and all below it, in the order of the text, expressions and statements alike. */
export function* walkPython(root: Node | readonly Node[]): Generator<Node> {
  for (const node of Array.isArray(root) ? (root as readonly Node[]) : [root as Node]) {
    yield node;
    for (const value of Object.values(node)) yield* below(value);
  }
}

function* below(value: unknown): Generator<Node> {
  if (value === null || typeof value !== "object") return;
  if (Array.isArray(value)) for (const item of value) yield* below(item);
  else if ("kind" in value) yield* walkPython(value as Node);
  // What holds nodes without being one: entries, handlers, keywords, parameters.
  else for (const item of Object.values(value)) yield* below(item);
}
