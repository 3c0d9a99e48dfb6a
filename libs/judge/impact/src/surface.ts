import type { FieldFacts, RecordFacts } from "@ipai/module";
import type { Picture } from "./picture.ts";

export interface FieldPlace {
  readonly module: string;
  readonly type: string | null;
  readonly relation: string | null;
}

/** What other modules can build on: models with their fields and methods, and xml ids. */
export interface Surface {
  /** Module that makes each model. */
  readonly models: ReadonlyMap<string, string>;
  readonly fields: ReadonlyMap<string, ReadonlyMap<string, FieldPlace>>;
  /** Modules that define each method of a model. */
  readonly methods: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;
  /** Position of each module in load order. */
  readonly order: ReadonlyMap<string, number>;
  /** Models that a model takes fields and methods from (`_inherit`, `_inherits`). */
  readonly parents: ReadonlyMap<string, ReadonlySet<string>>;
  readonly ids: ReadonlyMap<string, { readonly module: string; readonly record: RecordFacts | null }>;
}

/** Collects the surface of a picture in load order: where modules say different things, the last one counts. */
export function surfaceOf({ modules }: Picture): Surface {
  const models = new Map<string, string>();
  const fields = new Map<string, Map<string, FieldPlace>>();
  const methods = new Map<string, Map<string, Set<string>>>();
  const parents = new Map<string, Set<string>>();
  const ids = new Map<string, { module: string; record: RecordFacts | null }>();
  for (const { name: module, facts } of modules) {
    for (const one of facts.models) {
      if (one.defines) models.set(one.model, module);
      ids.set(`${module}.model_${one.model.replaceAll(".", "_")}`, { module, record: null });
      const above = within(parents, one.model, () => new Set<string>());
      for (const parent of [...one.inherit, ...Object.keys(one.inherits)]) if (parent !== one.model) above.add(parent);
      const own = within(fields, one.model, () => new Map<string, FieldPlace>());
      for (const field of one.fields) own.set(field.name, placeOf(module, field, own.get(field.name)));
      const named = within(methods, one.model, () => new Map<string, Set<string>>());
      for (const method of one.methods) within(named, method.name, () => new Set<string>()).add(module);
    }
    for (const record of facts.records) {
      if (record.id === null) continue;
      if (record.kind === "delete") ids.delete(record.id);
      else if (!ids.has(record.id)) ids.set(record.id, { module, record });
    }
  }
  const order = new Map(modules.map(({ name }, index) => [name, index]));
  return { models, fields, methods, order, parents, ids };
}

function placeOf(module: string, field: FieldFacts, known: FieldPlace | undefined): FieldPlace {
  return {
    module: known?.module ?? module,
    type: field.type ?? known?.type ?? null,
    relation: field.relation ?? known?.relation ?? null,
  };
}

function within<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** The models whose fields and methods a model has: itself, then those above it. */
function lineage(surface: Surface, model: string): Set<string> {
  const found = new Set([model]);
  // A Set iterates over what is added on the way.
  for (const one of found) for (const parent of surface.parents.get(one) ?? []) found.add(parent);
  return found;
}

/** A field of a model, its own or from above; undefined when there is none. */
export function fieldOf(surface: Surface, model: string, field: string): FieldPlace | undefined {
  for (const one of lineage(surface, model)) {
    const place = surface.fields.get(one)?.get(field);
    if (place) return place;
  }
  return undefined;
}

/** Modules that define a method of a model and load before one of them: what its `super()` can reach. */
export function methodsBelow(surface: Surface, model: string, method: string, module: string): string[] {
  const owners = [...lineage(surface, model)].flatMap((one) => [...(surface.methods.get(one)?.get(method) ?? [])]);
  const limit = surface.order.get(module) ?? Infinity;
  return [...new Set(owners)].filter((owner) => (surface.order.get(owner) ?? Infinity) < limit);
}

/** What one surface has and another lacks. */
export interface Gone {
  readonly models: ReadonlyMap<string, string>;
  /** `model.field` → the module that had it; fields of models that are gone are not listed again. */
  readonly fields: ReadonlyMap<string, { readonly model: string; readonly field: string; readonly module: string }>;
  readonly ids: ReadonlyMap<string, { readonly module: string; readonly model: string }>;
}

export function goneBetween(before: Surface, after: Surface): Gone {
  const models = new Map([...before.models].filter(([model]) => !after.models.has(model)));
  const fields = [...before.fields].flatMap(([model, own]) =>
    models.has(model)
      ? []
      : [...own]
          .filter(([field]) => !fieldOf(after, model, field))
          .map(([field, { module }]) => [`${model}.${field}`, { model, field, module }] as const),
  );
  const ids = [...before.ids]
    .filter(([id]) => !after.ids.has(id))
    .map(([id, { module, record }]) => [id, { module, model: record?.model ?? "ir.model" }] as const);
  return { models, fields: new Map(fields), ids: new Map(ids) };
}
