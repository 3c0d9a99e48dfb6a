import { findElement, XPathError, type XmlNode } from "@ipai/xml";

/** A spec that cannot be applied, with the spec that is to blame. */
export class SpecError extends Error {
  readonly spec: XmlNode;
  /** True when the spec is sound and only its target is not there. */
  readonly notFound: boolean;

  constructor(message: string, spec: XmlNode, notFound = false) {
    super(message);
    this.spec = spec;
    this.notFound = notFound;
  }
}

/** The element of `arch` that a spec speaks of, or null (`odoo/tools/template_inheritance.py: locate_node`). */
export function locateNode(arch: XmlNode, spec: XmlNode): XmlNode | null {
  if (spec.tag === "xpath" && spec.namespace === "") return locateByXPath(arch, spec);
  const names = spec.tag === "field" ? ["name"] : Object.keys(spec.attributes).filter((name) => name !== "position");
  for (const node of arch.walk()) {
    if (node.tag !== spec.tag || node.namespace !== spec.namespace) continue;
    if (names.every((name) => node.get(name) === spec.get(name))) return node;
  }
  return null;
}

function locateByXPath(arch: XmlNode, spec: XmlNode): XmlNode | null {
  const expression = spec.get("expr");
  if (expression === undefined) throw new SpecError("an <xpath> has no expr", spec);
  try {
    return findElement(expression, arch);
  } catch (error) {
    if (error instanceof XPathError) throw new SpecError(`invalid xpath ${expression}: ${error.message}`, spec);
    throw error;
  }
}
