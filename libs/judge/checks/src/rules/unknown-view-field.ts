import type { RecordFacts } from "@ipai/module";
import type { Finding, Rule } from "../rule.ts";
import { ownElements } from "../world/elements.ts";
import type { CheckedModule } from "../world/module.ts";
import { fieldAdders } from "./record-fields.ts";
import { names, shownFields } from "./view-fields.ts";

export const unknownViewField: Rule = {
  code: "unknown-view-field",
  severity: "error",
  summary: "a view shows a field that its model does not have",
  *check(module): Generator<Finding> {
    if (!module.isComplete) return;
    for (const record of module.facts.records) {
      if (!record.view || record.demo || record.id === null) continue;
      for (const { model, field } of missingFields(module, record)) {
        const adders = fieldAdders(module, model, field);
        yield {
          file: record.file,
          line: lineOf(module, record, field),
          message: `${record.id}: ${model} has no field '${field}'`,
          advice: adders.length
            ? `add ${adders.join(" or ")} to 'depends', which brings it`
            : "mend the name, or add the field to the model",
        };
      }
    }
  },
};

/** Fields of the whole combined view that are missing, as far as this entry names them. */
function missingFields(module: CheckedModule, record: RecordFacts): { model: string; field: string }[] {
  const combined = module.views.combine(record.id!);
  const model = combined?.definition.model || record.view!.model;
  if (!combined?.arch || !model || combined.issues.length) return [];
  const missing = new Map<string, { model: string; field: string }>();
  for (const shown of shownFields(combined.arch, model, module.models)) {
    const fields = module.models.get(shown.model)?.fields;
    if (fields && !fields.has(shown.field)) missing.set(shown.field, shown);
  }
  if (!missing.size) return [];
  const own = ownElements(module, record);
  return [...missing.values()].filter(({ field }) => own.some((node) => names(node, field)));
}

/** Where the entry names the field. */
function lineOf(module: CheckedModule, record: RecordFacts, field: string): number {
  return ownElements(module, record).find((node) => names(node, field))?.line ?? record.line;
}
