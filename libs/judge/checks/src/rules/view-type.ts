import type { Finding, Rule } from "../rule.ts";
import type { CheckedModule } from "../world/module.ts";

/** Types of `odoo/addons/base/models/ir_ui_view.py: View.type`; `tree` was the name of `list` up to 17.0. */
const BASE_TYPES = ["list", "form", "graph", "pivot", "calendar", "kanban", "search", "qweb"];

export const viewType: Rule = {
  code: "view-type",
  severity: "error",
  since: 18,
  summary: "a view is of a type that no module of the closure brings",
  *check(module): Generator<Finding> {
    if (!module.isComplete) return;
    const types = knownTypes(module);
    for (const { view, file, line, id, demo } of module.facts.records) {
      if (!view?.type || demo || view.inherit !== undefined || view.type === "tree" || types.has(view.type)) continue;
      yield {
        file,
        line,
        message: `${id ?? "a view"} is of the type '${view.type}', which no module of the closure brings`,
        advice: "depend on the module that has this type of view, or use another",
      };
    }
  },
};

function knownTypes({ closure, world }: CheckedModule): Set<string> {
  const types = new Set(BASE_TYPES);
  for (const name of closure)
    for (const { model, fields } of world.facts(name).models)
      if (model === "ir.ui.view")
        for (const field of fields)
          if (field.name === "type")
            for (const key of [...(field.selection ?? []), ...(field.selectionAdd ?? [])]) types.add(key);
  return types;
}
