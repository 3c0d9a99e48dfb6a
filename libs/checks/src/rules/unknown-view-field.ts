import type { RecordFacts } from "@ipai/module";
import type { Finding, Rule } from "../rule.ts";
import { entryAt } from "../world/elements.ts";
import type { CheckedModule } from "../world/module.ts";
import { fieldAdders } from "./record-fields.ts";
import { shownFields } from "./view-fields.ts";

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
function missingFields(module: CheckedModule, { id, view }: RecordFacts): { model: string; field: string }[] {
  const combined = module.views.combine(id!);
  const model = combined?.definition.model || view!.model;
  if (!combined?.arch || !model || combined.issues.length) return [];
  const named = new Set(
    view!.names.flatMap((name) => (name.startsWith("field.") ? [name.slice("field.".length)] : [])),
  );
  const missing = new Map<string, { model: string; field: string }>();
  for (const shown of shownFields(combined.arch, model, module.models)) {
    const fields = module.models.get(shown.model)?.fields;
    if (fields && named.has(shown.field) && !fields.has(shown.field)) missing.set(shown.field, shown);
  }
  return [...missing.values()];
}

/** Where the arch names the field; the entry's own line where its file is not at hand. */
function lineOf(module: CheckedModule, record: RecordFacts, field: string): number {
  const entry = entryAt(module, record);
  const arch = entry?.elements("field").find((node) => node.get("name") === "arch") ?? entry;
  const shown = arch && [...arch.walk()].find((node) => node !== arch && node.get("name") === field);
  return shown?.line ?? record.line;
}
