import type { XmlNode } from "../tree.ts";

/** XPath's root node: the parent of the root element. */
export class XPathDocument {
  readonly kind = "document";
  readonly root: XmlNode;

  constructor(root: XmlNode) {
    this.root = root;
  }
}

export class XPathAttribute {
  readonly kind = "attribute";
  readonly owner: XmlNode;
  readonly name: string;

  constructor(owner: XmlNode, name: string) {
    this.owner = owner;
    this.name = name;
  }
}

/** Character data as a node: the `text` of `holder`, or its `tail`. */
export class XPathText {
  readonly kind = "text";
  readonly holder: XmlNode;
  readonly place: "text" | "tail";

  constructor(holder: XmlNode, place: "text" | "tail") {
    this.holder = holder;
    this.place = place;
  }
}

export type XPathNode = XmlNode | XPathDocument | XPathAttribute | XPathText;

/** XPath's string-value of a node. */
export function stringValue(node: XPathNode): string {
  if (node.kind === "attribute") return node.owner.attributes[node.name] ?? "";
  if (node.kind === "text") return node.holder[node.place] ?? "";
  if (node.kind === "document") return stringValue(node.root);
  if (node.kind !== "element") return node.text;
  let value = node.text;
  for (const child of node.children) {
    if (child.kind === "element") value += stringValue(child);
    value += child.tail ?? "";
  }
  return value;
}

/** One evaluation's view of a tree that does not change meanwhile: node identity and document order. */
export class Scope {
  readonly document: XPathDocument;
  private readonly made = new Map<XmlNode, Map<string, XPathAttribute | XPathText>>();
  private order: Map<XmlNode, { start: number; tail: number }> | null = null;

  constructor(context: XmlNode) {
    let root = context;
    while (root.parent) root = root.parent;
    this.document = new XPathDocument(root);
  }

  attribute(owner: XmlNode, name: string): XPathAttribute {
    return this.remember(owner, `@${name}`, () => new XPathAttribute(owner, name)) as XPathAttribute;
  }

  text(holder: XmlNode, place: "text" | "tail"): XPathText {
    return this.remember(holder, place, () => new XPathText(holder, place)) as XPathText;
  }

  /** Unique nodes in document order. */
  sorted(nodes: Iterable<XPathNode>): XPathNode[] {
    const unique = [...new Set(nodes)];
    if (unique.length < 2) return unique;
    return unique.sort((a, b) => this.position(a) - this.position(b));
  }

  private remember(owner: XmlNode, key: string, make: () => XPathAttribute | XPathText) {
    let known = this.made.get(owner);
    if (!known) this.made.set(owner, (known = new Map()));
    let node = known.get(key);
    if (!node) known.set(key, (node = make()));
    return node;
  }

  private position(node: XPathNode): number {
    if (node.kind === "document") return -1;
    this.order ??= numberNodes(this.document.root);
    if (node.kind === "attribute") {
      const index = Object.keys(node.owner.attributes).indexOf(node.name);
      return this.startOf(node.owner) + 1 + index;
    }
    if (node.kind !== "text") return this.startOf(node);
    if (node.place === "tail") return this.order.get(node.holder)?.tail ?? 0;
    return this.startOf(node.holder) + 1 + Object.keys(node.holder.attributes).length;
  }

  private startOf(node: XmlNode): number {
    return this.order?.get(node)?.start ?? 0;
  }
}

function numberNodes(root: XmlNode): Map<XmlNode, { start: number; tail: number }> {
  const order = new Map<XmlNode, { start: number; tail: number }>();
  let next = 0;
  const visit = (node: XmlNode): void => {
    const entry = { start: next, tail: 0 };
    order.set(node, entry);
    next += 2 + Object.keys(node.attributes).length;
    for (const child of node.children) visit(child);
    entry.tail = next++;
  };
  visit(root);
  return order;
}
