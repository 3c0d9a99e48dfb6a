import { parseXml, type XmlNode } from "@ipai/xml";
import type { MergedModel } from "@ipai/registry";
import { modifierNames } from "./modifiers.ts";

/** A field that a combined arch shows or an expression of it reads, with the model it must be on. */
export interface ShownField {
  readonly model: string;
  readonly field: string;
}

/** Elements of an arch that hold a view of a field's comodel; `tree` is refused, but its fields are the comodel's. */
const SUBVIEWS = new Set(["form", "list", "tree", "kanban", "graph", "pivot", "calendar", "activity", "search"]);

/** Every field that a combined arch names and whose model is certain. */
export function shownFields(arch: string, model: string, models: ReadonlyMap<string, MergedModel>): ShownField[] {
  const { root } = parseXml(arch);
  const found: ShownField[] = [];
  if (root && SUBVIEWS.has(root.tag)) collect(root, model, models, found);
  return found;
}

/** True for an element that shows the field or whose modifiers read it. */
export function names(node: XmlNode, field: string): boolean {
  return fieldOf(node) === field || modifierNames(node).includes(field);
}

function collect(node: XmlNode, model: string, models: ReadonlyMap<string, MergedModel>, to: ShownField[]): void {
  for (const child of node.elements()) {
    for (const field of modifierNames(child)) to.push({ model, field });
    const name = fieldOf(child);
    if (name === undefined) {
      collect(child, model, models, to);
      continue;
    }
    to.push({ model, field: name });
    const relation = models.get(model)?.fields.get(name)?.relation;
    if (child.tag === "groupby") {
      if (relation) collect(child, relation, models, to);
      continue;
    }
    for (const inner of child.elements())
      if (!SUBVIEWS.has(inner.tag)) collect(inner, model, models, to);
      else if (relation) collect(inner, relation, models, to);
  }
}

function fieldOf(node: XmlNode): string | undefined {
  return node.tag === "field" || node.tag === "groupby" ? node.get("name") : undefined;
}
