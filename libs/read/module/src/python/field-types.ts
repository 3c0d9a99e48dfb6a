import { dottedName, splitArguments, type PyClass } from "@ipai/python";
import type { LoadedModule } from "./load.ts";
import { findClass } from "./resolve.ts";
import { fullName, jsonOf, type PyScope } from "./scope.ts";

/** A field class: the `type` it gives its fields and the names of its positional arguments. */
export interface FieldClass {
  /** Null for a class that is a field but whose `type` is not known here. */
  readonly type: string | null;
  readonly positional: readonly string[];
}

const STRING = ["string"];

/** The classes of `odoo/orm/fields*.py` (19.0) and older ones of the same module, with their `__init__` parameters. */
const FIELD_CLASSES: Readonly<Record<string, FieldClass>> = {
  Boolean: { type: "boolean", positional: STRING },
  Integer: { type: "integer", positional: STRING },
  Id: { type: "integer", positional: STRING },
  Float: { type: "float", positional: ["string", "digits"] },
  Monetary: { type: "monetary", positional: ["string", "currency_field"] },
  Char: { type: "char", positional: STRING },
  Text: { type: "text", positional: STRING },
  Html: { type: "html", positional: STRING },
  Date: { type: "date", positional: STRING },
  Datetime: { type: "datetime", positional: STRING },
  Binary: { type: "binary", positional: STRING },
  Image: { type: "binary", positional: STRING },
  Json: { type: "json", positional: STRING },
  Selection: { type: "selection", positional: ["selection", "string"] },
  Reference: { type: "reference", positional: ["selection", "string"] },
  Many2one: { type: "many2one", positional: ["comodel_name", "string"] },
  Many2oneReference: { type: "many2one_reference", positional: STRING },
  One2many: { type: "one2many", positional: ["comodel_name", "inverse_name", "string"] },
  Many2many: { type: "many2many", positional: ["comodel_name", "relation", "column1", "column2", "string"] },
  Properties: { type: "properties", positional: STRING },
  PropertiesDefinition: { type: "properties_definition", positional: STRING },
  // `base_sparse_field` adds its class to `odoo.fields`.
  Serialized: { type: "serialized", positional: STRING },
  Field: { type: null, positional: STRING },
};

const BY_FULL_NAME = new Map(Object.entries(FIELD_CLASSES).map(([name, kind]) => [`odoo.fields.${name}`, kind]));

/** What kind of field `callee(…)` makes; null where the callee is no field class. */
export function fieldClassOf(module: LoadedModule, scope: PyScope, callee: string): FieldClass | null {
  const full = fullName(scope, callee);
  const known = BY_FULL_NAME.get(full);
  if (known) return known;
  const own = /^odoo\.fields\.(\w+)$/.exec(full)?.[1];
  if (own !== undefined) return unknownField(own);
  const local = findClass(module, scope, callee);
  if (local) return localFieldClass(module, local.scope, local.pyClass, 0);
  // Another module's field class, by where it is imported from: `odoo.addons.base_geoengine.fields.GeoPoint`.
  const foreign = /^odoo\.addons\.\w+\.(?:\w+\.)*?\w*fields?\.(?:\w+\.)*([A-Z]\w*)$/.exec(full)?.[1];
  return foreign === undefined ? null : unknownField(foreign);
}

/** A function of `odoo.fields` such as `first` begins with a small letter. */
function unknownField(name: string): FieldClass | null {
  return /^[A-Z]/.test(name) && name !== "Command" && name !== "Domain" ? { type: null, positional: STRING } : null;
}

/** `class X(fields.Char)`, or with a `type` of its own. */
function localFieldClass(module: LoadedModule, scope: PyScope, pyClass: PyClass, depth: number): FieldClass | null {
  const bases = splitArguments(scope.file.text, pyClass.bases).map((base) => dottedName(scope.file, base));
  for (const base of bases) {
    const parent = base === null || depth > 20 ? null : parentClass(module, scope, base, depth);
    if (!parent) continue;
    const type = pyClass.body.find((item) => item.kind === "assign" && item.names.includes("type"));
    const value = type?.kind === "assign" && type.value ? jsonOf(scope, type.value) : undefined;
    return { ...parent, ...(typeof value === "string" && { type: value }) };
  }
  return null;
}

function parentClass(module: LoadedModule, scope: PyScope, base: string, depth: number): FieldClass | null {
  const local = findClass(module, scope, base);
  return local ? localFieldClass(module, local.scope, local.pyClass, depth + 1) : fieldClassOf(module, scope, base);
}
