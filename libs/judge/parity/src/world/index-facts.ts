import { compareText } from "@ipai/core";
import type { FieldFacts, IndexedModule, ModelFacts, RecordFacts, RouteFacts } from "@ipai/module";

/** A fact with the module it comes from. */
export interface Of<T> {
  readonly module: string;
  readonly fact: T;
}

/**
 * Facts of every known module by the keys that probes ask for. Built once per run; a question about one
 * closure is then a filter over a few hits instead of another merge of hundreds of modules.
 */
export interface FactIndex {
  readonly modules: ReadonlyMap<string, IndexedModule>;
  readonly classes: ReadonlyMap<string, readonly Of<ModelFacts>[]>;
  readonly fields: ReadonlyMap<string, readonly Of<FieldFacts & { file: string }>[]>;
  readonly records: ReadonlyMap<string, readonly Of<RecordFacts>[]>;
  /** Views by model. */
  readonly views: ReadonlyMap<string, readonly Of<RecordFacts>[]>;
  /** Views by the xml id of the view they extend. */
  readonly extensions: ReadonlyMap<string, readonly Of<RecordFacts>[]>;
  /** `ir.model.access` rows by the last part of their model's xml id: `model_account_move`. */
  readonly access: ReadonlyMap<string, readonly Of<RecordFacts>[]>;
  readonly routes: ReadonlyMap<string, readonly Of<RouteFacts>[]>;
  /** Web client registrations by `<category>/<key>`. */
  readonly registry: ReadonlyMap<string, readonly Of<{ file: string; line: number }>[]>;
}

/** Makes the index; `modules` in any order. */
export function indexFacts(modules: Iterable<IndexedModule>): FactIndex {
  const byName = new Map([...modules].map((it) => [it.facts.name, it] as const));
  const index = {
    classes: new Multi<ModelFacts>(),
    fields: new Multi<FieldFacts & { file: string }>(),
    records: new Multi<RecordFacts>(),
    views: new Multi<RecordFacts>(),
    extensions: new Multi<RecordFacts>(),
    access: new Multi<RecordFacts>(),
    routes: new Multi<RouteFacts>(),
    registry: new Multi<{ file: string; line: number }>(),
  };
  for (const [name, { facts }] of [...byName].sort(([a], [b]) => compareText(a, b))) {
    for (const model of facts.models) {
      index.classes.add(model.model, name, model);
      for (const field of model.fields) {
        index.fields.add(`${model.model}.${field.name}`, name, { ...field, file: model.file });
      }
    }
    for (const record of facts.records) if (!record.demo) addRecord(index, name, record);
    for (const route of facts.routes) for (const path of route.paths) index.routes.add(path, name, route);
    for (const entry of facts.web.registry) index.registry.add(`${entry.category}/${entry.key}`, name, entry);
  }
  return { modules: byName, ...index };
}

function addRecord(
  index: Record<"records" | "views" | "extensions" | "access", Multi<RecordFacts>>,
  module: string,
  record: RecordFacts,
): void {
  if (record.id !== null && record.kind !== "delete") index.records.add(record.id, module, record);
  if (record.view) index.views.add(record.view.model, module, record);
  if (record.view?.inherit) index.extensions.add(record.view.inherit, module, record);
  const model = record.model === "ir.model.access" ? record.values?.["model_id"] : undefined;
  if (model !== undefined) index.access.add(model.slice(model.lastIndexOf(".") + 1), module, record);
}

class Multi<T> extends Map<string, Of<T>[]> {
  add(key: string, module: string, fact: T): void {
    const entry = { module, fact };
    const list = this.get(key);
    if (list) list.push(entry);
    else this.set(key, [entry]);
  }
}
