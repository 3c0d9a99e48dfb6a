import { detach, insertBefore, previousSibling, type XmlNode } from "@ipai/xml";

/** The last line end with the indentation after it; Python's `$` also matches before a final line end. */
const LAST_INDENT = /\n[ \t]*(?=\n?$)/;

/** Finds the node that a `position="move"` spec names, and takes it out of the arch. */
export type Extract = (spec: XmlNode) => XmlNode;

/**
 * Moves what a spec holds to the front of `node`, with white space as Odoo places it
 * (`odoo/tools/template_inheritance.py: add_stripped_items_before`).
 */
export function addStrippedItemsBefore(node: XmlNode, spec: XmlNode, extract: Extract): void {
  const text = spec.text;
  const indent = LAST_INDENT.exec(textBefore(node))?.[0] ?? "";
  setTextBefore(node, textBefore(node).trimEnd() + text);
  const last = spec.children.at(-1);
  if (last) last.tail = (last.tail ?? "").trimEnd() + indent;
  for (const child of spec.children.slice()) insertBefore(node, moved(child, extract));
}

/** A child that moves comes from the arch, with the tail it has in the spec. */
function moved(child: XmlNode, extract: Extract): XmlNode {
  if (child.get("position") !== "move") return child;
  const extracted = extract(child);
  extracted.tail = child.tail;
  return extracted;
}

/** Takes a node out of the arch but leaves its tail there (`template_inheritance.py: remove_element`). */
export function removeElement(node: XmlNode): void {
  const previous = previousSibling(node);
  if (node.tail !== null) {
    if (previous) previous.tail = (previous.tail ?? "") + node.tail;
    else if (node.parent) node.parent.text = node.parent.text.trimEnd() + node.tail;
  }
  node.tail = null;
  detach(node);
}

function textBefore(node: XmlNode): string {
  const previous = previousSibling(node);
  return previous ? (previous.tail ?? "") : (node.parent?.text ?? "");
}

function setTextBefore(node: XmlNode, text: string): void {
  const previous = previousSibling(node);
  if (previous) previous.tail = text;
  else if (node.parent) node.parent.text = text;
}
