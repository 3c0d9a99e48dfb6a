import { parseXml, type XmlNode } from "@ipai/xml";
import type { MergedModel } from "@ipai/registry";
import { modifierNames } from "./modifiers.ts";

/** A field that a combined arch shows or an expression of it reads, with the model it must be on. */
export interface ShownField {
  readonly model: string;
  readonly field: string;
}

/** An element with the model whose view it is in. */
export interface PlacedElement {
  readonly node: XmlNode;
  readonly model: string;
}

/** Elements of an arch that hold a view of a field's comodel; `tree` is refused, but its fields are the comodel's. */
const SUBVIEWS = new Set(["form", "list", "tree", "kanban", "graph", "pivot", "calendar", "activity", "search"]);

/** Every field that a combined arch names and whose model is certain. */
export function shownFields(arch: string, model: string, models: ReadonlyMap<string, MergedModel>): ShownField[] {
  const found: ShownField[] = [];
  for (const { node, model: at } of placedElements(arch, model, models)) {
    for (const field of modifierNames(node)) found.push({ model: at, field });
    const field = fieldOf(node);
    if (field !== undefined) found.push({ model: at, field });
  }
  return found;
}

/** True for an element that shows the field or whose modifiers read it. */
export function names(node: XmlNode, field: string): boolean {
  return fieldOf(node) === field || modifierNames(node).includes(field);
}

/** Every element below the root of a combined arch whose model is certain, with that model. */
export function placedElements(
  arch: string,
  model: string,
  models: ReadonlyMap<string, MergedModel>,
): Iterable<PlacedElement> {
  const { root } = parseXml(arch);
  return root && SUBVIEWS.has(root.tag) ? elementsBelow(root, model, models) : [];
}

function* elementsBelow(
  parent: XmlNode,
  model: string,
  models: ReadonlyMap<string, MergedModel>,
): Generator<PlacedElement> {
  for (const node of parent.elements()) {
    yield { node, model };
    const name = fieldOf(node);
    const relation = name === undefined ? undefined : models.get(model)?.fields.get(name)?.relation;
    if (name === undefined) yield* elementsBelow(node, model, models);
    else if (node.tag === "groupby") {
      if (relation) yield* elementsBelow(node, relation, models);
    } else
      for (const inner of node.elements())
        if (!SUBVIEWS.has(inner.tag)) yield* elementsBelow(inner, model, models);
        else if (relation) yield* elementsBelow(inner, relation, models);
  }
}

function fieldOf(node: XmlNode): string | undefined {
  return node.tag === "field" || node.tag === "groupby" ? node.get("name") : undefined;
}
