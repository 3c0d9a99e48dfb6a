import type { Issue } from "@ipai/core";
import { type Attributes, NoAttributes, type XmlHandlers } from "./events.ts";
import { DEFAULT_LIMITS, scanXml, type XmlLimits } from "./scan.ts";

export type NodeKind = "element" | "comment" | "instruction";

/**
 * A node as lxml models it: comments and processing instructions are children too, and character data hangs on nodes as
 * `text` (before the first child) and `tail` (after the node). Mutable: view inheritance edits trees.
 */
export class XmlNode {
  readonly kind: NodeKind;
  /** Qualified name as written; for an instruction its target, for a comment `#comment`. */
  tag: string;
  /** Namespace URI of an element, empty for none. */
  readonly namespace: string;
  /** In document order, `xmlns` declarations included. */
  attributes: Attributes;
  /** Character data before the first child; the content of a comment or instruction. */
  text = "";
  /** Null for none: Odoo strips other white space where a node with an empty tail goes than where one with none does. */
  tail: string | null = null;
  children: XmlNode[] = [];
  parent: XmlNode | null = null;
  /** Line of the start tag's `<`, from 1; 0 for a node that no file holds. */
  readonly line: number;

  /** The node keeps the attributes as they are, which must inherit nothing. */
  constructor(kind: NodeKind, tag: string, attributes: Attributes, namespace: string, line: number) {
    this.kind = kind;
    this.tag = tag;
    this.attributes = attributes;
    this.namespace = namespace;
    this.line = line;
  }

  /** Value of an attribute, or undefined. */
  get(name: string): string | undefined {
    return this.attributes[name];
  }

  /** Children that are elements, of one tag when given. */
  elements(tag?: string): XmlNode[] {
    return this.children.filter((child) => child.kind === "element" && (tag === undefined || child.tag === tag));
  }

  /** This element and every element below it, in document order. */
  *walk(): Generator<XmlNode> {
    const waiting: XmlNode[] = [this];
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      yield node;
      for (let index = node.children.length - 1; index >= 0; index--) {
        const child = node.children[index] as XmlNode;
        if (child.kind === "element") waiting.push(child);
      }
    }
  }
}

/** A document that was read as far as it is well-formed. */
export interface XmlTree {
  /** Null when not even a start tag could be read. */
  readonly root: XmlNode | null;
  readonly issue: Issue | null;
}

/**
 * XML text → a tree in lxml's model, with lines. On malformed text the tree holds what came before the issue, so that
 * nothing read is lost. Limits and issues are those of {@link scanXml}.
 */
export function parseXml(text: string, limits: XmlLimits = DEFAULT_LIMITS): XmlTree {
  const builder = new TreeBuilder();
  const issue = scanXml(text, builder, limits);
  return { root: builder.root, issue: issue ?? builder.issue };
}

class TreeBuilder implements XmlHandlers {
  root: XmlNode | null = null;
  issue: Issue | null = null;
  private current: XmlNode | null = null;

  open(tag: string, attributes: Attributes, line: number, column: number): void {
    const namespace = this.namespaceOf(tag, attributes, line, column);
    const node = new XmlNode("element", tag, attributes, namespace, line);
    if (this.current) this.append(node);
    else this.root ??= node;
    this.current = node;
  }

  close(): void {
    this.current = this.current?.parent ?? null;
  }

  text(text: string): void {
    if (!this.current) return;
    const last = this.current.children.at(-1);
    if (last) last.tail = (last.tail ?? "") + text;
    else this.current.text += text;
  }

  comment(text: string, line: number): void {
    this.aside("comment", "#comment", text, line);
  }

  instruction(target: string, body: string, line: number): void {
    this.aside("instruction", target, body, line);
  }

  private aside(kind: NodeKind, tag: string, text: string, line: number): void {
    if (!this.current) return;
    const node = new XmlNode(kind, tag, new NoAttributes(), "", line);
    node.text = text;
    this.append(node);
  }

  private append(node: XmlNode): void {
    node.parent = this.current;
    this.current?.children.push(node);
  }

  private namespaceOf(tag: string, attributes: Attributes, line: number, column: number): string {
    const prefix = prefixOf(tag);
    if (prefix === "" && attributes["xmlns"] === undefined) {
      const parent = this.current;
      if (!parent || (parent.namespace === "" && !parent.tag.includes(":"))) return "";
    }
    const uri = lookup(this.current, attributes, prefix);
    if (uri === undefined) this.issue ??= unboundPrefix(prefix, tag, line, column);
    return uri ?? "";
  }
}

const XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace";

function lookup(parent: XmlNode | null, attributes: Attributes, prefix: string): string | undefined {
  if (prefix === "xml") return XML_NAMESPACE;
  const key = prefix === "" ? "xmlns" : `xmlns:${prefix}`;
  let uri = attributes[key];
  for (let node = parent; node && uri === undefined; node = node.parent) uri = node.attributes[key];
  return uri ?? (prefix === "" ? "" : undefined);
}

function prefixOf(name: string): string {
  const colon = name.indexOf(":");
  return colon === -1 ? "" : name.slice(0, colon);
}

function unboundPrefix(prefix: string, tag: string, line: number, column: number): Issue {
  return {
    code: "xml-malformed",
    severity: "error",
    message: `namespace prefix ${prefix} on ${tag} is not defined`,
    advice: `declare xmlns:${prefix} on this element or above it`,
    at: { path: "", line, column },
  };
}
