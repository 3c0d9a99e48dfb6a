import type { ModuleFacts } from "@ipai/module";
import type { ModuleSummary } from "./catalog.ts";

export function summarize(facts: ModuleFacts): ModuleSummary {
  return {
    name: facts.name,
    manifest: facts.manifest && { ...facts.manifest, description: "" },
    models: new Set(facts.models.map(({ model }) => model)).size,
    fields: facts.models.reduce((sum, { fields }) => sum + fields.length, 0),
    records: facts.records.length,
    views: facts.records.filter(({ view }) => view).length,
    issues: facts.issues,
  };
}
