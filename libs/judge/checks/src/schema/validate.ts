import type { XmlNode } from "@ipai/xml";
import { after, choice, EMPTY, group, interleave, more, NONE, type Pattern, type Schema } from "./pattern.ts";

/** The first place where a document leaves its schema. */
export interface SchemaFault {
  readonly node: XmlNode;
  /** The attribute that has no place; absent where it is the element, or its text, or that something lacks. */
  readonly attribute?: string;
  readonly what: "attribute" | "element" | "content" | "text";
}

/**
 * Holds an element against a RelaxNG schema by derivatives (James Clark, "An algorithm for RELAX NG validation").
 * Returns null where it fits.
 */
export function findFault(root: XmlNode, schema: Schema): SchemaFault | null {
  const validator = new Validator(schema);
  const left = validator.element(schema.start, root);
  return validator.fault ?? (validator.nullable(left) ? null : { node: root, what: "content" });
}

class Validator {
  fault: SchemaFault | null = null;
  private readonly schema: Schema;
  private readonly opened = new Map<string, Map<Pattern, Pattern>>();

  constructor(schema: Schema) {
    this.schema = schema;
  }

  /** What is left of a pattern after an element; the first fault is kept, and an element that has one is passed over. */
  element(pattern: Pattern, node: XmlNode): Pattern {
    let left = this.open(pattern, node.tag);
    if (left[0] === "none") return this.failed({ node, what: "element" }, pattern);
    for (const [name, value] of Object.entries(node.attributes)) {
      if (name === "xmlns" || name.startsWith("xmlns:")) continue;
      const next = this.attribute(left, name, value);
      if (next[0] === "none") this.failed({ node, attribute: name, what: "attribute" }, left);
      else left = next;
    }
    const closed = this.closeTag(left);
    if (closed[0] === "none") return this.failed({ node, what: "content" }, pattern);
    return this.end(this.children(closed, node), node, pattern);
  }

  private children(pattern: Pattern, node: XmlNode): Pattern {
    const elements = node.elements();
    let left = pattern;
    if (!elements.length) return this.onlyText(left, node);
    left = this.text(left, node, node.text);
    for (const child of node.children) {
      if (child.kind === "element") left = this.element(left, child);
      left = this.text(left, node, child.tail ?? "");
    }
    return left;
  }

  /** An element without children: its text may be white space, or a value. */
  private onlyText(pattern: Pattern, node: XmlNode): Pattern {
    const text = node.text + node.children.map(({ tail }) => tail ?? "").join("");
    const next = this.textOf(pattern, text);
    if (text.trim() !== "") return next[0] === "none" ? this.failed({ node, what: "text" }, pattern) : next;
    return choice(pattern, next);
  }

  private text(pattern: Pattern, node: XmlNode, text: string): Pattern {
    if (text.trim() === "") return pattern;
    const next = this.textOf(pattern, text);
    return next[0] === "none" ? this.failed({ node, what: "text" }, pattern) : next;
  }

  private end(pattern: Pattern, node: XmlNode, before: Pattern): Pattern {
    const left = this.endTag(pattern);
    return left[0] === "none" ? this.failed({ node, what: "content" }, before) : left;
  }

  private failed(fault: SchemaFault, instead: Pattern): Pattern {
    this.fault ??= fault;
    return instead;
  }

  nullable(pattern: Pattern): boolean {
    switch (pattern[0]) {
      case "empty":
      case "text":
        return true;
      case "choice":
        return this.nullable(pattern[1]) || this.nullable(pattern[2]);
      case "group":
      case "interleave":
        return this.nullable(pattern[1]) && this.nullable(pattern[2]);
      case "more":
        return this.nullable(pattern[1]);
      case "ref":
        return this.nullable(this.resolve(pattern[1]));
      default:
        return false;
    }
  }

  private resolve(name: string): Pattern {
    return this.schema.define[name] ?? NONE;
  }

  /** Start of an element; remembered, for a document has few names and patterns. */
  private open(pattern: Pattern, tag: string): Pattern {
    let known = this.opened.get(tag);
    if (!known) this.opened.set(tag, (known = new Map()));
    const found = known.get(pattern) ?? this.opening(pattern, tag);
    known.set(pattern, found);
    return found;
  }

  private opening(pattern: Pattern, tag: string): Pattern {
    switch (pattern[0]) {
      case "ref":
        return this.open(this.resolve(pattern[1]), tag);
      case "choice":
        return choice(this.open(pattern[1], tag), this.open(pattern[2], tag));
      case "element":
        return pattern[1] === null || pattern[1] === tag ? after(pattern[2], EMPTY) : NONE;
      case "interleave":
        return choice(
          mapAfter(this.open(pattern[1], tag), (rest) => interleave(rest, pattern[2])),
          mapAfter(this.open(pattern[2], tag), (rest) => interleave(pattern[1], rest)),
        );
      case "group": {
        const first = mapAfter(this.open(pattern[1], tag), (rest) => group(rest, pattern[2]));
        return this.nullable(pattern[1]) ? choice(first, this.open(pattern[2], tag)) : first;
      }
      case "more":
        return mapAfter(this.open(pattern[1], tag), (rest) => group(rest, choice(pattern, EMPTY)));
      case "after":
        return mapAfter(this.open(pattern[1], tag), (rest) => after(rest, pattern[2]));
      default:
        return NONE;
    }
  }

  private attribute(pattern: Pattern, name: string, value: string): Pattern {
    switch (pattern[0]) {
      case "ref":
        return this.attribute(this.resolve(pattern[1]), name, value);
      case "choice":
        return choice(this.attribute(pattern[1], name, value), this.attribute(pattern[2], name, value));
      case "group":
      case "interleave": {
        const build = pattern[0] === "group" ? group : interleave;
        return choice(
          build(this.attribute(pattern[1], name, value), pattern[2]),
          build(pattern[1], this.attribute(pattern[2], name, value)),
        );
      }
      case "after":
        return after(this.attribute(pattern[1], name, value), pattern[2]);
      case "more":
        return group(this.attribute(pattern[1], name, value), choice(pattern, EMPTY));
      case "attribute":
        return (pattern[1] === null || pattern[1] === name) && this.fits(pattern[2], value) ? EMPTY : NONE;
      default:
        return NONE;
    }
  }

  private fits(pattern: Pattern, value: string): boolean {
    return (this.nullable(pattern) && value.trim() === "") || this.nullable(this.textOf(pattern, value));
  }

  /** No attribute may be missing. */
  private closeTag(pattern: Pattern): Pattern {
    switch (pattern[0]) {
      case "ref":
        return this.closeTag(this.resolve(pattern[1]));
      case "choice":
        return choice(this.closeTag(pattern[1]), this.closeTag(pattern[2]));
      case "group":
        return group(this.closeTag(pattern[1]), this.closeTag(pattern[2]));
      case "interleave":
        return interleave(this.closeTag(pattern[1]), this.closeTag(pattern[2]));
      case "after":
        return after(this.closeTag(pattern[1]), pattern[2]);
      case "more":
        return more(this.closeTag(pattern[1]));
      case "attribute":
        return NONE;
      default:
        return pattern;
    }
  }

  private textOf(pattern: Pattern, text: string): Pattern {
    switch (pattern[0]) {
      case "ref":
        return this.textOf(this.resolve(pattern[1]), text);
      case "choice":
        return choice(this.textOf(pattern[1], text), this.textOf(pattern[2], text));
      case "interleave":
        return choice(
          interleave(this.textOf(pattern[1], text), pattern[2]),
          interleave(pattern[1], this.textOf(pattern[2], text)),
        );
      case "group": {
        const first = group(this.textOf(pattern[1], text), pattern[2]);
        return this.nullable(pattern[1]) ? choice(first, this.textOf(pattern[2], text)) : first;
      }
      case "after":
        return after(this.textOf(pattern[1], text), pattern[2]);
      case "more":
        return group(this.textOf(pattern[1], text), choice(pattern, EMPTY));
      case "text":
        return pattern;
      case "value":
        return text.trim().replaceAll(/\s+/g, " ") === pattern[1] ? EMPTY : NONE;
      case "data":
        return isOfType(pattern[1], text.trim()) ? EMPTY : NONE;
      default:
        return NONE;
    }
  }

  private endTag(pattern: Pattern): Pattern {
    if (pattern[0] === "choice") return choice(this.endTag(pattern[1]), this.endTag(pattern[2]));
    return pattern[0] === "after" && this.nullable(pattern[1]) ? pattern[2] : NONE;
  }
}

function mapAfter(pattern: Pattern, change: (rest: Pattern) => Pattern): Pattern {
  if (pattern[0] === "choice") return choice(mapAfter(pattern[1], change), mapAfter(pattern[2], change));
  return pattern[0] === "after" ? after(pattern[1], change(pattern[2])) : NONE;
}

/** The types of XML Schema that Odoo's schemas use; `pattern:` comes with a `data`'s parameter. */
function isOfType(type: string, text: string): boolean {
  if (type.startsWith("pattern:")) return new RegExp(`^(?:${type.slice("pattern:".length)})$`, "u").test(text);
  if (type === "int") return /^[+-]?\d+$/.test(text);
  if (type === "float" || type === "decimal" || type === "double")
    return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$|^-?INF$|^NaN$/.test(text);
  if (type === "boolean") return /^(?:true|false|0|1)$/.test(text);
  return true;
}
