import type { MergedField, MergedModel } from "@ipai/registry";
import type { CheckedModule } from "../world/module.ts";
import { isDynamicModel } from "../rules/xml-ids.ts";

/** Where a path of fields leads. */
type PathEnd =
  | { readonly kind: "field"; readonly field: MergedField; readonly model: string }
  /** The model does not have the field. */
  | { readonly kind: "missing"; readonly model: string; readonly name: string }
  /** Something follows a field that points at no model. */
  | { readonly kind: "end"; readonly model: string; readonly name: string }
  /** It passes something that only a run can tell. */
  | { readonly kind: "unknown" };

const UNKNOWN: PathEnd = { kind: "unknown" };
const RELATIONAL = new Set(["many2one", "one2many", "many2many"]);
/** Types whose value has parts of its own: properties by name, dates by `year_number` and the like. */
const WITH_PARTS = new Set(["properties", "date", "datetime", "json", "reference", "many2one_reference", "serialized"]);

const certain = new WeakMap<CheckedModule, Map<string, MergedModel | undefined>>();

/** The model as it is in the module's closure; undefined where its fields are not known for certain. */
export function certainModel(module: CheckedModule, model: string): MergedModel | undefined {
  let known = certain.get(module);
  if (!known) certain.set(module, (known = new Map()));
  if (!known.has(model)) known.set(model, findCertain(module, model));
  return known.get(model);
}

function findCertain(module: CheckedModule, model: string): MergedModel | undefined {
  if (!module.isComplete || module.facts.issues.some(isDynamicModel)) return undefined;
  if (!module.world.defines(module.name, model)) return undefined;
  return module.world.isOpen(module.name, model) ? undefined : module.models.get(model);
}

/** Follows names with dots from a model (`odoo/orm/domains.py`, `odoo/orm/models.py: _get_field_depends`). */
function followPath(module: CheckedModule, model: string, path: string): PathEnd {
  let at = model;
  let found: PathEnd = UNKNOWN;
  const names = path.split(".");
  for (const [index, name] of names.entries()) {
    const merged = certainModel(module, at);
    if (!merged) return UNKNOWN;
    const field = merged.fields.get(name);
    if (!field) return { kind: "missing", model: at, name };
    found = { kind: "field", field, model: at };
    if (index === names.length - 1) break;
    if (field.type === null || WITH_PARTS.has(field.type)) return UNKNOWN;
    if (!RELATIONAL.has(field.type)) return { kind: "end", model: at, name };
    if (!field.relation) return UNKNOWN;
    at = field.relation;
  }
  return found;
}

/** What is wrong with a path, in words; null where nothing is, as far as one can tell. */
export function wrongPath(module: CheckedModule, model: string, path: string): string | null {
  const end = followPath(module, model, path);
  const where = path.includes(".") ? ` (in '${path}')` : "";
  if (end.kind === "missing") return `${end.model} has no field '${end.name}'${where}`;
  return end.kind === "end" ? `${end.model}.${end.name} points at no other record${where}` : null;
}
