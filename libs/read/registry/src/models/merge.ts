import type { Draft, Issue, Result } from "@ipai/core";
import type { Field } from "./field.ts";
import { definitionsOf, kindOf, type Orders } from "./linearize.ts";
import { addToRegistry, descendants, isDefinition, type ModelClass, type Models } from "./model-class.ts";
import { setUpModel, setUpRelated } from "./setup.ts";
import type { MergedField, MergedModel, ModuleModels } from "./types.ts";

/**
 * The models of a set of modules as a running Odoo 19 holds them: classes merged in `modules`' order, which is Odoo's
 * load order, fields with the modules that `ir.model.fields` attributes them to
 * (`odoo/orm/model_classes.py`, `odoo/addons/base/models/ir_model.py: _reflect_models, _reflect_fields`).
 *
 * A class that extends or inherits a model nobody defined before gives an error; the rest is merged all the same.
 */
export function mergeModels(modules: readonly ModuleModels[]): Result<ReadonlyMap<string, MergedModel>> {
  const models: Models = new Map();
  const issues: Issue[] = [];
  const owners = new Map<ModelClass, Owners>();
  for (const { name, models: facts } of modules) {
    const changed = descendants(facts.map((model) => addToRegistry(models, name, model, issues)));
    const orders: Orders = new Map();
    for (const model of changed) setUpModel(models, model, orders);
    for (const model of changed) attribute(models, model, name, owners);
  }
  setUpRelated(models);
  const orders: Orders = new Map();
  const merged = [...models].map(([name, model]) => [name, toMerged(model, owners.get(model), orders)] as const);
  return { value: new Map(merged), issues };
}

interface Owners {
  readonly model: Set<string>;
  readonly fields: Map<string, Set<string>>;
}

/** Notes what the module owns of a model once it is loaded: the conditions of `_reflect_models` and `_reflect_fields`. */
function attribute(models: Models, model: ModelClass, module: string, owners: Map<ModelClass, Owners>): void {
  const owned = owners.get(model) ?? { model: new Set(), fields: new Map() };
  owners.set(model, owned);
  if (model.bases.find(isDefinition)?.module === module) owned.model.add(module);
  const introduced = [...model.inheritModule].flatMap(([parent, by]) =>
    by === module ? (models.get(parent) ?? []) : [],
  );
  for (const field of model.fields.values()) {
    const isOwner =
      model.originalModule === module ||
      field.modules.includes(module) ||
      introduced.some((parent) => parent.fields.has(field.name));
    if (!isOwner) continue;
    const found = owned.fields.get(field.name);
    if (found) found.add(module);
    else owned.fields.set(field.name, new Set([module]));
  }
}

function toMerged(model: ModelClass, owned: Owners | undefined, orders: Orders): MergedModel {
  const definitions = definitionsOf(model, orders);
  const own = model.bases.filter(isDefinition).map(({ facts }) => facts);
  const recName = definitions.find(({ facts }) => facts.recName !== undefined)?.facts.recName;
  let fields: Map<string, MergedField> | undefined;
  return {
    model: model.name,
    kind: kindOf(definitions),
    modules: [...(owned?.model ?? [])],
    inherit: model.bases.flatMap((base) => (isDefinition(base) || base.name === "base" ? [] : [base.name])),
    inherits: model.inherits,
    description: own.find(({ description }) => description)?.description ?? model.name,
    order: definitions.find(({ facts }) => facts.order !== undefined)?.facts.order ?? "id",
    recName: recName ?? (model.fields.has("name") ? "name" : null),
    table: own.find(({ table }) => table)?.table ?? model.name.replaceAll(".", "_"),
    // Made when asked for: of hundreds of models a question looks at few.
    get fields() {
      return (fields ??= new Map(
        [...model.fields].map(([name, field]) => [name, toMergedField(field, owned?.fields.get(name))]),
      ));
    },
  };
}

function toMergedField(field: Field, modules: Iterable<string> | undefined): MergedField {
  const { name, type, required, readonly, store, inherited, relation, inverse, string, related } = field;
  const { compute, groups, selection } = field;
  const merged: Draft<MergedField> = {
    name,
    type,
    required,
    readonly,
    store,
    inherited,
    modules: [...(modules ?? [])],
  };
  if (relation !== undefined) merged.relation = relation;
  if (inverse !== undefined) merged.inverse = inverse;
  if (string !== undefined) merged.string = string;
  if (related !== undefined) merged.related = related;
  if (compute !== undefined) merged.compute = compute;
  if (groups !== undefined) merged.groups = groups;
  if (selection !== undefined) merged.selection = selection;
  return merged;
}
