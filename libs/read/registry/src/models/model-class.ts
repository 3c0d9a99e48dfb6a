import type { Issue } from "@ipai/core";
import type { ModelFacts } from "@ipai/module";
import { definitionOf } from "./magic.ts";
import type { Definition, FieldDefinition } from "./types.ts";
import type { Field } from "./field.ts";

/** A model's class in the registry: it derives from definitions and from other models' classes. */
export interface ModelClass {
  readonly name: string;
  readonly originalModule: string;
  /** Most derived first. */
  bases: readonly Base[];
  /** Parent model → module that brought it in last. */
  readonly inheritModule: Map<string, string>;
  readonly inheritChildren: Set<ModelClass>;
  readonly inheritsChildren: Set<ModelClass>;
  inherits: Readonly<Record<string, string>>;
  fields: ReadonlyMap<string, Field>;
  /** What each field in `fields` was merged from. */
  definitions: ReadonlyMap<string, readonly FieldDefinition[]>;
  isSetUp: boolean;
}

export type Base = Definition | ModelClass;

export function isDefinition(base: Base): base is Definition {
  return "facts" in base;
}

/** The models known so far, as `odoo/orm/registry.py: Registry` holds them while modules load. */
export type Models = Map<string, ModelClass>;

/**
 * Adds one class of a module and returns its model (`odoo/orm/model_classes.py: add_to_registry`). What Odoo would
 * refuse is an issue, and the model goes on without it.
 */
export function addToRegistry(models: Models, module: string, facts: ModelFacts, issues: Issue[]): ModelClass {
  const definition = definitionOf(module, facts);
  const extended = facts.defines ? undefined : models.get(facts.model);
  if (!facts.defines && !extended) issues.push(unknownModel(module, facts, facts.model, "extends"));
  const model = extended ?? newModel(facts.model, module);
  const parents = facts.model === "base" ? facts.inherit : [...facts.inherit, "base"];
  const bases = new Set<Base>([definition]);
  for (const name of parents) {
    const parent = name === facts.model ? extended : models.get(name);
    if (!parent) {
      if (name !== facts.model && name !== "base") issues.push(unknownModel(module, facts, name, "inherits from"));
      continue;
    }
    if (parent === model) for (const base of model.bases) addLast(bases, base);
    else {
      addLast(bases, parent);
      model.inheritModule.set(name, module);
      parent.inheritChildren.add(model);
    }
  }
  model.bases = [...bases];
  models.set(model.name, model);
  updateInherits(models, model, new Set());
  for (const changed of descendants([model])) changed.isSetUp = false;
  return model;
}

/** `LastOrderedSet` of Odoo: what is added again moves to the end. */
function addLast<T>(set: Set<T>, item: T): void {
  set.delete(item);
  set.add(item);
}

function newModel(name: string, module: string): ModelClass {
  return {
    name,
    originalModule: module,
    bases: [],
    inheritModule: new Map(),
    inheritChildren: new Set(),
    inheritsChildren: new Set(),
    inherits: {},
    fields: new Map(),
    definitions: new Map(),
    isSetUp: false,
  };
}

/** `_init_model_class_attributes`: delegation comes from every base, and goes on to the models that inherit this one. */
function updateInherits(models: Models, model: ModelClass, seen: Set<ModelClass>): void {
  if (seen.has(model)) return;
  seen.add(model);
  const inherits: Record<string, string> = {};
  for (const base of model.bases.toReversed())
    Object.assign(inherits, isDefinition(base) ? base.facts.inherits : base.inherits);
  model.inherits = inherits;
  for (const parent of Object.keys(inherits)) models.get(parent)?.inheritsChildren.add(model);
  for (const child of model.inheritChildren) updateInherits(models, child, seen);
}

/** These models and all that inherit from them or delegate to them (`Registry.descendants`). */
export function descendants(roots: Iterable<ModelClass>): Set<ModelClass> {
  const found = new Set<ModelClass>(roots);
  for (const model of found) {
    for (const child of model.inheritChildren) found.add(child);
    for (const child of model.inheritsChildren) found.add(child);
  }
  return found;
}

function unknownModel(module: string, facts: ModelFacts, name: string, verb: string): Issue {
  return {
    code: "model-parent-missing",
    severity: "error",
    message: `${module}: class ${facts.className} ${verb} ${name}, which no module loaded before it defines`,
    advice: `add the module that defines ${name} to depends`,
    at: { path: `${module}/${facts.file}`, line: facts.line },
  };
}
