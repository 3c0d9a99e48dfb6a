import type { XmlNode } from "../tree.ts";
import type { Scope, XPathNode } from "./model.ts";

/** Nodes of an axis from `node`, nearest first; text nodes only `withText`, because most steps look for elements. */
export type Axis = (node: XPathNode, scope: Scope, withText: boolean) => XPathNode[];

export const AXES: Readonly<Record<string, Axis>> = {
  child: childrenOf,
  descendant: (node, scope, withText) => collect(node, scope, withText, []),
  "descendant-or-self": (node, scope, withText) => collect(node, scope, withText, [node]),
  parent: (node, scope) => parentOf(node, scope).slice(0, 1),
  ancestor: (node, scope) => ancestorsOf(node, scope),
  "ancestor-or-self": (node, scope) => [node, ...ancestorsOf(node, scope)],
  self: (node) => [node],
  attribute: (node, scope) => attributesOf(node, scope),
  "following-sibling": (node, scope, withText) => siblings(node, scope, withText).after,
  "preceding-sibling": (node, scope, withText) => siblings(node, scope, withText).before,
  following: (node, scope, withText) =>
    aside(node, scope).flatMap((base) =>
      siblings(base, scope, withText).after.flatMap((sibling) => collect(sibling, scope, withText, [sibling])),
    ),
  preceding: (node, scope, withText) =>
    aside(node, scope).flatMap((base) =>
      siblings(base, scope, withText).before.flatMap((sibling) =>
        collect(sibling, scope, withText, [sibling]).toReversed(),
      ),
    ),
  namespace: () => [],
};

/** Axes whose nearest node comes last in the document. */
export const REVERSE_AXES = new Set(["ancestor", "ancestor-or-self", "preceding", "preceding-sibling"]);

function childrenOf(node: XPathNode, scope: Scope, withText: boolean): XPathNode[] {
  if (node.kind === "document") return [node.root];
  if (node.kind !== "element") return [];
  if (!withText) return node.children;
  const nodes: XPathNode[] = node.text === "" ? [] : [scope.text(node, "text")];
  for (const child of node.children) {
    nodes.push(child);
    if (child.tail) nodes.push(scope.text(child, "tail"));
  }
  return nodes;
}

function collect(node: XPathNode, scope: Scope, withText: boolean, into: XPathNode[]): XPathNode[] {
  for (const child of childrenOf(node, scope, withText)) {
    into.push(child);
    if (child.kind === "element") collect(child, scope, withText, into);
  }
  return into;
}

function parentOf(node: XPathNode, scope: Scope): XPathNode[] {
  if (node.kind === "document") return [];
  if (node.kind === "attribute") return [node.owner];
  if (node.kind === "text") return node.place === "text" ? [node.holder] : parentOf(node.holder, scope);
  return [node.parent ?? scope.document];
}

function ancestorsOf(node: XPathNode, scope: Scope): XPathNode[] {
  const parents = parentOf(node, scope);
  return parents.flatMap((parent) => [parent, ...ancestorsOf(parent, scope)]);
}

/** The node and its ancestors, whose siblings make `following` and `preceding`; an attribute starts at its element. */
function aside(node: XPathNode, scope: Scope): XPathNode[] {
  return [node, ...ancestorsOf(node, scope)].filter((base) => base.kind !== "document");
}

function siblings(node: XPathNode, scope: Scope, withText: boolean): { before: XPathNode[]; after: XPathNode[] } {
  const parent = node.kind === "attribute" ? undefined : parentOf(node, scope)[0];
  if (!parent) return { before: [], after: [] };
  const all = childrenOf(parent, scope, true);
  const index = all.indexOf(node);
  const wanted = (candidate: XPathNode) => withText || candidate.kind !== "text";
  return { before: all.slice(0, index).filter(wanted).toReversed(), after: all.slice(index + 1).filter(wanted) };
}

function attributesOf(node: XPathNode, scope: Scope): XPathNode[] {
  if (node.kind !== "element") return [];
  return attributeNames(node).map((name) => scope.attribute(node, name));
}

/** Names of an element's attributes; namespace declarations are none. */
function attributeNames(node: XmlNode): string[] {
  return Object.keys(node.attributes).filter((name) => name !== "xmlns" && !name.startsWith("xmlns:"));
}
