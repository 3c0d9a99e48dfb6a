import type { XmlNode } from "@ipai/xml";
import type { MergedModel } from "@ipai/registry";
import { Refused } from "../paths/names.ts";
import { certainModel } from "../paths/follow.ts";
import type { CheckedModule } from "../world/module.ts";
import { checkAttributes } from "./attributes.ts";
import { ViewNames } from "./names.ts";
import type { Place } from "./place.ts";
import { TAGS } from "./tags.ts";

/** A place in a view that Odoo refuses. */
export interface ViewFault {
  readonly node: XmlNode;
  readonly message: string;
  readonly advice: string;
}

/** Validates an arch as `ir_ui_view.py: _validate_view` does; only what `touched` holds, and what is below it, is judged. */
export function validateView(
  module: CheckedModule,
  root: XmlNode,
  model: string,
  touched: ReadonlyMap<XmlNode, number>,
): ViewFault[] {
  const faults: ViewFault[] = [];
  new Walk(module, touched, faults).view(root, model, root.tag, null, false);
  return faults;
}

class Walk {
  private readonly module: CheckedModule;
  private readonly touched: ReadonlyMap<XmlNode, number>;
  private readonly faults: ViewFault[];

  constructor(module: CheckedModule, touched: ReadonlyMap<XmlNode, number>, faults: ViewFault[]) {
    this.module = module;
    this.touched = touched;
    this.faults = faults;
  }

  view(root: XmlNode, model: string, viewType: string, parent: ViewNames | null, isTouched: boolean): void {
    const names = new ViewNames(model, parent);
    this.element(root, names, certainModel(this.module, model), viewType, isTouched, true);
    this.check(names);
  }

  private element(
    node: XmlNode,
    names: ViewNames,
    model: MergedModel | undefined,
    viewType: string,
    parentTouched: boolean,
    isRoot = false,
  ): void {
    const isTouched = parentTouched || this.touched.has(node);
    const taken = new Set<XmlNode>();
    const place: Place = {
      module: this.module,
      node,
      names,
      model,
      viewType,
      isTouched,
      fail: (message, advice, at = node) => this.faults.push({ node: at, message, advice }),
      nested: (root, of, type) => {
        taken.add(root);
        this.view(root, of, type, names, isTouched);
      },
    };
    // The root of a nested view was judged by the element that holds it.
    if (!(isRoot && node.tag === "groupby")) guarded(place, () => TAGS.get(node.tag)?.(place));
    if (isTouched && !(isRoot && node.tag === "groupby")) guarded(place, () => checkAttributes(place));
    for (const child of node.elements())
      if (!taken.has(child) && !taken.has(node)) this.element(child, names, model, viewType, isTouched);
  }

  private check({ available, fields, labels, model }: ViewNames): void {
    const merged = certainModel(this.module, model);
    for (const [name, { node, what }] of labels)
      if (!available.has(name))
        this.faults.push({
          node,
          message: `${what}: nothing in the view has the name or id '${name}'`,
          advice: `add <field name="${name}"/> to the view, or name what is there`,
        });
    if (!merged) return;
    for (const [name, { node, what }] of fields)
      if (!merged.fields.has(name) && !available.has(name))
        this.faults.push({
          node,
          message: `${what} reads '${name}', which ${model} does not have`,
          advice: "mend the name, or add the field to the model",
        });
  }
}

function guarded(place: Place, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    place.fail(error.message, "mend the expression");
  }
}
