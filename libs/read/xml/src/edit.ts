import { copyAttributes } from "./events.ts";
import { XmlNode } from "./tree.ts";

/** A new element that no file holds. */
export function makeElement(tag: string, attributes: Record<string, string> = {}): XmlNode {
  return new XmlNode("element", tag, copyAttributes(attributes), "", 0);
}

/** A deep copy without a parent; like lxml's `copy.deepcopy` it takes the tail with it. */
export function cloneNode(node: XmlNode): XmlNode {
  const copy = new XmlNode(node.kind, node.tag, copyAttributes(node.attributes), node.namespace, node.line);
  copy.text = node.text;
  copy.tail = node.tail;
  copy.children = node.children.map((child) => {
    const childCopy = cloneNode(child);
    childCopy.parent = copy;
    return childCopy;
  });
  return copy;
}

/** Takes a node out of its tree, tail included (lxml: `parent.remove(node)`). */
export function detach(node: XmlNode): void {
  const siblings = node.parent?.children;
  if (siblings) siblings.splice(siblings.indexOf(node), 1);
  node.parent = null;
}

/** Moves a node and its tail to the end of another (lxml: `append`). */
export function append(parent: XmlNode, node: XmlNode): void {
  insertAt(parent, parent.children.length, node);
}

/** Moves a node and its tail to the front of `next` (lxml: `addprevious`). */
export function insertBefore(next: XmlNode, node: XmlNode): void {
  if (node.parent === next.parent) detach(node);
  insertAt(parentOf(next), parentOf(next).children.indexOf(next), node);
}

/** Moves a node between `previous` and its tail (lxml: `addnext`): the tail now follows the node. */
export function insertAfter(previous: XmlNode, node: XmlNode): void {
  if (node.parent === previous.parent) detach(node);
  insertAt(parentOf(previous), parentOf(previous).children.indexOf(previous) + 1, node);
  node.tail = previous.tail;
  previous.tail = null;
}

/** Moves a node and its tail to a position among the children of `parent`; throws RangeError below the node itself. */
export function insertAt(parent: XmlNode, index: number, node: XmlNode): void {
  for (let above: XmlNode | null = parent; above; above = above.parent)
    if (above === node) throw new RangeError("a node cannot go into itself");
  detach(node);
  parent.children.splice(index, 0, node);
  node.parent = parent;
}

/** The sibling before, comments and instructions included; null for the first. */
export function previousSibling(node: XmlNode): XmlNode | null {
  const siblings = node.parent?.children ?? [];
  return siblings[siblings.indexOf(node) - 1] ?? null;
}

function parentOf(node: XmlNode): XmlNode {
  if (!node.parent) throw new RangeError("the root has no siblings");
  return node.parent;
}
