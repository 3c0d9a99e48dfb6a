import { type Field, mergeField } from "./field.ts";
import { definitionsOf, kindOf, type Orders } from "./linearize.ts";
import { BASE_FIELDS } from "./magic.ts";
import type { ModelClass, Models } from "./model-class.ts";
import type { Definition, FieldDefinition } from "./types.ts";

/** Determines the fields of a model that changed (`odoo/orm/model_classes.py: _setup`). */
export function setUpModel(models: Models, model: ModelClass, orders: Orders): void {
  if (model.isSetUp) return;
  model.isSetUp = true;
  const classes = definitionsOf(model, orders);
  const definitions = fieldDefinitions(classes);
  const fields = mergeFields(definitions, model);
  Object.assign(model, { fields, definitions });
  for (const parent of Object.keys(model.inherits)) {
    const parentModel = models.get(parent);
    if (parentModel) setUpModel(models, parentModel, orders);
  }
  if (kindOf(classes) !== "abstract") addInheritedFields(models, model, fields);
  completeInherited(models, fields);
}

/** What is said of each field, most basic class first. */
function fieldDefinitions(classes: readonly Definition[]): Map<string, FieldDefinition[]> {
  const definitions = new Map<string, FieldDefinition[]>(BASE_FIELDS.map((field) => [field.facts.name, [field]]));
  for (const { fields } of classes.toReversed()) {
    for (const field of fields) {
      const found = definitions.get(field.facts.name);
      if (found) found.push(field);
      else definitions.set(field.facts.name, [field]);
    }
  }
  return definitions;
}

/** A field of which nothing new is said stays as it was: most of them, whenever a module extends a model. */
function mergeFields(definitions: ReadonlyMap<string, FieldDefinition[]>, before: ModelClass): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (const [name, said] of definitions) {
    const known = before.definitions.get(name);
    const field = before.fields.get(name);
    const isSame = known?.length === said.length && known.every((definition, i) => definition === said[i]);
    fields.set(name, isSame && field && !field.inherited ? field : mergeField(said));
  }
  return fields;
}

/** Fields of the models that this one delegates to, as related fields (`_add_inherited_fields`). */
function addInheritedFields(models: Models, model: ModelClass, fields: Map<string, Field>): void {
  const own = new Set(fields.keys());
  for (const [parent, link] of Object.entries(model.inherits)) {
    for (const field of models.get(parent)?.fields.values() ?? []) {
      if (own.has(field.name)) continue;
      const related = `${link}.${field.name}`;
      fields.set(field.name, { ...field, store: false, related, compute: undefined, inherited: true, modules: [] });
    }
  }
}

/** What an inherited field takes from its target, the modules that own it among it (`Field.setup_related`). */
function completeInherited(models: Models, fields: ReadonlyMap<string, Field>): void {
  for (const field of fields.values()) {
    if (!field.inherited) continue;
    const [link = "", name = ""] = field.related?.split(".") ?? [];
    const delegate = fields.get(link);
    const target = models.get(delegate?.relation ?? "")?.fields.get(name);
    if (target?.required) field.required = true;
    field.modules = [...new Set([...field.modules, ...(delegate?.modules ?? []), ...(target?.modules ?? [])])];
  }
}

/** Gives related fields what they take from their target (`odoo/orm/fields.py: Field.setup_related`). */
export function setUpRelated(models: Models): void {
  const done = new Set<Field>();
  for (const model of models.values())
    for (const field of model.fields.values()) completeRelated(models, model, field, done);
}

function completeRelated(models: Models, model: ModelClass, field: Field, done: Set<Field>): void {
  if (done.has(field)) return;
  done.add(field);
  const target = field.related === undefined ? undefined : followPath(models, model, field.related, done);
  if (!target) return;
  field.relation ??= target.relation;
  field.string ??= target.string;
  field.groups ??= target.groups;
}

function followPath(models: Models, model: ModelClass, path: string, done: Set<Field>): Field | undefined {
  let owner: ModelClass | undefined = model;
  let field: Field | undefined;
  for (const name of path.split(".")) {
    field = owner?.fields.get(name);
    if (!owner || !field) return undefined;
    completeRelated(models, owner, field, done);
    owner = field.relation === undefined ? undefined : models.get(field.relation);
  }
  return field;
}
