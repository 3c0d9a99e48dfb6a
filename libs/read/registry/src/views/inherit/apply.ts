import { append, insertAfter, makeElement, serializeXml, type XmlNode } from "@ipai/xml";
import { applyAttributes } from "./attributes.ts";
import { locateNode, SpecError } from "./locate.ts";
import { applyReplace } from "./replace.ts";
import { addStrippedItemsBefore, removeElement, type Extract } from "./text.ts";

/**
 * Applies an extension to an arch in place (`odoo/tools/template_inheritance.py: apply_inheritance_specs`).
 *
 * @param source root of the arch; changed
 * @param specs root of the extension; used up: pass a copy
 * @param failed called for a spec that does not apply, which Odoo refuses; the specs after it are still tried
 * @param changeAttributes what `position="attributes"` does; the browser does it otherwise
 * @returns the arch's root, another one when a spec replaces it
 */
export function applySpecs(
  source: XmlNode,
  specs: XmlNode,
  failed: (error: SpecError, root: XmlNode) => void,
  changeAttributes: (node: XmlNode, spec: XmlNode) => void = applyAttributes,
): XmlNode {
  let root = source;
  const queue = [specs];
  for (let spec = queue.shift(); spec; spec = queue.shift()) {
    if (spec.kind !== "element") continue;
    if (spec.tag === "data") {
      queue.push(...spec.children);
      continue;
    }
    try {
      root = applySpec(root, spec, changeAttributes);
    } catch (error) {
      failed(asSpecError(error, spec), root);
    }
  }
  return root;
}

/** Content that takes the node it is placed by out of the arch leaves no place: Odoo crashes there as well. */
function asSpecError(error: unknown, spec: XmlNode): SpecError {
  if (error instanceof SpecError) return error;
  if (error instanceof RangeError) return new SpecError(`${startTag(spec)}: ${error.message}`, spec);
  throw error;
}

function applySpec(root: XmlNode, spec: XmlNode, changeAttributes: typeof applyAttributes): XmlNode {
  const node = locateNode(root, spec);
  if (!node) throw new SpecError(`${startTag(spec)} cannot be located`, spec, true);
  const extract: Extract = (moved) => extractNode(root, moved);
  const position = spec.get("position") ?? "inside";
  if (position === "replace") return applyReplace(root, node, spec, extract);
  if (position === "attributes") changeAttributes(node, spec);
  else if (position === "before") addStrippedItemsBefore(inTree(node, spec), spec, extract);
  else if (position === "inside") addAtSentinel(spec, extract, (sentinel) => append(node, sentinel));
  else if (position === "after") addAtSentinel(spec, extract, (sentinel) => insertAfter(inTree(node, spec), sentinel));
  else throw new SpecError(`invalid position ${position}`, spec);
  return root;
}

/** New content comes before an element that marks the place and is taken away again. */
function addAtSentinel(spec: XmlNode, extract: Extract, place: (sentinel: XmlNode) => void): void {
  const sentinel = makeElement("sentinel");
  place(sentinel);
  addStrippedItemsBefore(sentinel, spec, extract);
  removeElement(sentinel);
}

function extractNode(root: XmlNode, spec: XmlNode): XmlNode {
  if (spec.children.length > 0) throw new SpecError("a moved node must be empty", spec);
  const node = locateNode(root, spec);
  if (!node) throw new SpecError(`${startTag(spec)} cannot be located`, spec, true);
  removeElement(inTree(node, spec));
  return node;
}

function inTree(node: XmlNode, spec: XmlNode): XmlNode {
  if (!node.parent) throw new SpecError(`${startTag(spec)} is the root: nothing can stand beside it`, spec);
  return node;
}

/** A spec as Odoo names it: its start tag without `position`. */
function startTag(spec: XmlNode): string {
  const bare = makeElement(spec.tag, { ...spec.attributes });
  delete bare.attributes["position"];
  return serializeXml(bare).replace(/\/>$/, ">");
}
