import { createHash } from "node:crypto";
import { compareText } from "@ipai/core";
import type { XmlNode } from "./tree.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};
const CANONICAL_ESCAPES: Readonly<Record<string, string>> = {
  ...ESCAPES,
  "\t": "&#x9;",
  "\n": "&#xA;",
  "\r": "&#xD;",
};

/** An element as text, without its tail, as lxml's `etree.tostring(node, encoding="unicode")` writes it. */
export function serializeXml(node: XmlNode): string {
  if (node.kind !== "element") return serializeAside(node);
  const attributes = Object.entries(node.attributes).map(([name, value]) => ` ${name}="${attributeText(value)}"`);
  const undeclared = declares(node, inScope(node.parent)) ? "" : declaration(node);
  const open = `<${node.tag}${undeclared}${attributes.join("")}`;
  if (node.text === "" && node.children.length === 0) return `${open}/>`;
  return `${open}>${escape(node.text, /[&<>\r]/g, ESCAPES)}${node.children.map(withTail).join("")}</${node.tag}>`;
}

function withTail(node: XmlNode): string {
  return serializeXml(node) + escape(node.tail ?? "", /[&<>\r]/g, ESCAPES);
}

function attributeText(value: string): string {
  return escape(value, /[&<>"\t\n\r]/g, ESCAPES);
}

function serializeAside(node: XmlNode): string {
  if (node.kind === "comment") return `<!--${node.text}-->`;
  return node.text === "" ? `<?${node.tag}?>` : `<?${node.tag} ${node.text}?>`;
}

/** Canonical XML 1.0 with comments, byte for byte what lxml's `etree.tostring(node, method="c14n")` gives as UTF-8. */
export function canonicalXml(node: XmlNode): string {
  return canonical(node, { "": "" });
}

/** SHA-256 of the canonical XML, as lower-case hexadecimal. */
export function canonicalSha256(node: XmlNode): string {
  return createHash("sha256").update(canonicalXml(node)).digest("hex");
}

type Bindings = Readonly<Record<string, string>>;

function canonical(node: XmlNode, rendered: Bindings): string {
  if (node.kind !== "element") return serializeAside(node);
  const declared: Record<string, string> = {};
  for (const [name, value] of Object.entries(node.attributes)) if (isDeclaration(name)) declared[name.slice(6)] = value;
  const prefix = prefixOf(node.tag);
  if ((declared[prefix] ?? rendered[prefix] ?? "") !== node.namespace) declared[prefix] = node.namespace;
  const added = Object.keys(declared).filter((key) => key !== "xml" && (rendered[key] ?? "") !== declared[key]);
  const scope = added.length === 0 ? rendered : { ...rendered, ...declared };
  const names = Object.keys(node.attributes).filter((name) => !isDeclaration(name));
  const sortKey = (name: string) => (name.includes(":") ? `${scope[prefixOf(name)] ?? ""} ${name}` : ` ${name}`);
  names.sort((a, b) => compareText(sortKey(a), sortKey(b)));
  const opening = [
    `<${node.tag}`,
    ...added.sort(compareText).map((key) => ` xmlns${key && `:${key}`}="${canonicalAttribute(declared[key] ?? "")}"`),
    ...names.map((name) => ` ${name}="${canonicalAttribute(node.attributes[name] as string)}"`),
    ">",
  ].join("");
  const content = node.children.map((child) => canonical(child, scope) + canonicalText(child.tail ?? ""));
  return `${opening}${canonicalText(node.text)}${content.join("")}</${node.tag}>`;
}

function canonicalText(text: string): string {
  return escape(text, /[&<>\r]/g, CANONICAL_ESCAPES);
}

function canonicalAttribute(value: string): string {
  return escape(value, /[&<"\t\n\r]/g, CANONICAL_ESCAPES);
}

function escape(text: string, pattern: RegExp, escapes: Readonly<Record<string, string>>): string {
  return text.replace(pattern, (char) => escapes[char] ?? char);
}

function isDeclaration(name: string): boolean {
  return name === "xmlns" || name.startsWith("xmlns:");
}

/** Namespace declarations that hold at a node, by prefix, `""` for the default one. */
export function inScope(node: XmlNode | null): Bindings {
  const bindings: Record<string, string> = {};
  for (let at = node; at; at = at.parent)
    for (const name in at.attributes)
      if (isDeclaration(name)) bindings[name.slice(6)] ??= at.attributes[name] as string;
  return bindings;
}

function declares(node: XmlNode, around: Bindings): boolean {
  if (node.namespace === "") return true;
  const prefix = prefixOf(node.tag);
  const own = node.attributes[prefix === "" ? "xmlns" : `xmlns:${prefix}`];
  return (own ?? around[prefix]) === node.namespace;
}

function declaration(node: XmlNode): string {
  const prefix = prefixOf(node.tag);
  return ` xmlns${prefix && `:${prefix}`}="${attributeText(node.namespace)}"`;
}

function prefixOf(name: string): string {
  const colon = name.indexOf(":");
  return colon === -1 ? "" : name.slice(0, colon);
}
