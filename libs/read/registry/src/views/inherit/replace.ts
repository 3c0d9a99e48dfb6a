import { append, cloneNode, detach, insertAt, insertBefore, makeElement, type XmlNode } from "@ipai/xml";
import { SpecError } from "./locate.ts";
import { addStrippedItemsBefore, type Extract } from "./text.ts";

/** `position="replace"`: the node, or with `mode="inner"` what it holds; returns the arch's root, which may be new. */
export function applyReplace(root: XmlNode, node: XmlNode, spec: XmlNode, extract: Extract): XmlNode {
  const mode = spec.get("mode") ?? "outer";
  if (mode === "inner") {
    replaceContent(node, spec, extract);
    return root;
  }
  if (mode !== "outer") throw new SpecError(`invalid mode ${mode}`, spec);
  wrap(node, spec);
  if (!node.parent) return newRoot(node, spec);
  for (const child of spec.children.slice())
    insertBefore(node, child.get("position") === "move" ? extract(child) : child);
  detach(node);
  return root;
}

/** Where the new content says `$0`, the replaced node goes, with its tail. */
function wrap(node: XmlNode, spec: XmlNode): void {
  const holders = spec.children.flatMap((child) => (child.kind === "element" ? [...child.walk()] : []));
  for (const holder of holders.filter(saysDollarZero)) {
    holder.text = "";
    append(holder, cloneNode(node));
  }
}

function saysDollarZero(node: XmlNode): boolean {
  return node.text === "$0" || node.children.some((child) => child.tail === "$0");
}

/** A replaced root keeps its `t-name`; the last comment before the new root moves into it. */
function newRoot(node: XmlNode, spec: XmlNode): XmlNode {
  const index = spec.children.findIndex((child) => child.kind !== "comment");
  const content = spec.children[index];
  if (content?.kind !== "element") throw new SpecError("the root is replaced by nothing", spec);
  const comment = spec.children[index - 1];
  const root = cloneNode(content);
  const name = node.get("t-name");
  if (name) root.attributes["t-name"] = name;
  if (comment) {
    comment.tail = root.text || null;
    root.text = "";
    insertAt(root, 0, comment);
  }
  return root;
}

/** The old content stays until the new one is in, so that parts of it may move. */
function replaceContent(node: XmlNode, spec: XmlNode, extract: Extract): void {
  const sentinel = makeElement("sentinel");
  insertAt(node, 0, sentinel);
  node.text = "";
  addStrippedItemsBefore(sentinel, cloneNode(spec), extract);
  for (const child of node.children.slice(node.children.indexOf(sentinel))) detach(child);
}
