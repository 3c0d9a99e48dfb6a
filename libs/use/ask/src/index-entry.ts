import type { CatalogModule } from "@ipai/catalog";
import { parseModuleVersion } from "@ipai/core";
import type { ModelFacts, ModuleFacts, RecordFacts } from "@ipai/module";

/** One module of `ipai index --json`. */
export function indexEntry({ name, origin }: CatalogModule, facts: ModuleFacts): Record<string, unknown> {
  const { manifest, models, records, web, routes, migrations, tests, size, issues } = facts;
  return {
    name,
    version: manifest?.version ?? null,
    series: manifest ? (parseModuleVersion(manifest.version)?.series ?? null) : null,
    tree: origin.tree,
    origin,
    depends: manifest?.depends ?? [],
    auto_install: manifest?.auto_install ?? false,
    installable: manifest?.installable ?? false,
    license: manifest?.license ?? null,
    manifest,
    models: models.map(modelEntry),
    fields: models.flatMap(({ model, file, fields }) => fields.map((field) => ({ model, ...field, file }))),
    xmlids: xmlIds(records),
    views: records.filter(({ view }) => view).map(({ id, file, line, view }) => ({ id, file, line, ...view })),
    routes,
    web,
    migrations,
    tests,
    size,
    issues,
  };
}

function modelEntry(model: ModelFacts): Omit<ModelFacts, "fields" | "methods"> & { methods: string[] } {
  const { fields: _fields, methods, ...rest } = model;
  return { ...rest, methods: methods.map(({ name }) => name) };
}

/** What the module adds to `ir.model.data`: the first entry of an id settles its model and `noupdate`. */
function xmlIds(records: readonly RecordFacts[]) {
  const first = new Map<string, RecordFacts>();
  for (const record of records) {
    const declares = record.own && record.kind !== "delete" && record.kind !== "function";
    if (declares && record.id !== null && !first.has(record.id)) first.set(record.id, record);
  }
  return [...first.values()].map(({ id, model, noupdate, file, line, kind, demo }) => ({
    id,
    model,
    noupdate,
    file,
    line,
    kind,
    demo,
  }));
}
