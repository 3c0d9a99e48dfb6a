import type { RecordFacts } from "@ipai/module";
import type { XmlNode } from "@ipai/xml";
import type { Finding, Rule } from "../rule.ts";
import { ownElements } from "../world/elements.ts";
import type { CheckedModule } from "../world/module.ts";
import { placedElements } from "./view-fields.ts";
import { isDynamicModel } from "./xml-ids.ts";

/** Methods of every model that a button may name (`odoo/orm/models.py: BaseModel`). */
const OF_ALL_MODELS = new Set(["action_archive", "action_unarchive", "toggle_active", "copy", "unlink"]);

export const unknownMethod: Rule = {
  code: "unknown-method",
  severity: "error",
  summary: "a button calls a method that its model does not have",
  *check(module): Generator<Finding> {
    if (!module.isComplete || module.facts.issues.some(isDynamicModel)) return;
    for (const record of module.facts.records) {
      if (!record.view || record.demo || record.id === null) continue;
      for (const { model, method, line } of missingMethods(module, record))
        yield {
          file: record.file,
          line,
          message: `${record.id}: a button calls ${method}(), which ${model} does not have`,
          advice: "mend the name, add the method to the model, or add the module that has it to 'depends'",
        };
    }
  },
};

interface MissingMethod {
  readonly model: string;
  readonly method: string;
  readonly line: number;
}

/** Methods that buttons of the combined view lack, as far as this entry names them. */
function missingMethods(module: CheckedModule, record: RecordFacts): MissingMethod[] {
  const own = new Map(
    ownElements(module, record)
      .filter(({ tag }) => tag === "button")
      .map((node) => [node.get("name"), node.line]),
  );
  const combined = own.size > 0 ? module.views.combine(record.id!) : undefined;
  const model = combined?.definition.model || record.view!.model;
  if (!combined?.arch || !model || combined.issues.length) return [];
  const missing = new Map<string, MissingMethod>();
  for (const { node, model: at } of placedElements(combined.arch, model, module.models)) {
    const method = isCall(node) ? node.get("name") : undefined;
    const line = method === undefined ? undefined : own.get(method);
    if (!method || line === undefined || !module.models.has(at)) continue;
    if (!OF_ALL_MODELS.has(method) && !hasMethod(module, at, method)) missing.set(method, { model: at, method, line });
  }
  return [...missing.values()];
}

/** `odoo/addons/base/models/ir_ui_view.py: _validate_tag_button`: what is `special` calls nothing. */
function isCall(node: XmlNode): boolean {
  return node.tag === "button" && node.get("type") === "object" && !node.get("special");
}

export function hasMethod(module: CheckedModule, model: string, method: string, seen = new Set<string>()): boolean {
  if (seen.has(model)) return false;
  seen.add(model);
  if (module.methods(model).has(method)) return true;
  const parents = [...(module.models.get(model)?.inherit ?? []), "base"];
  return parents.some((parent) => hasMethod(module, parent, method, seen));
}
