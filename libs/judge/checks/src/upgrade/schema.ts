import type { FieldFacts, ModelFacts, ModuleFacts } from "@ipai/module";

/** One column or table that a module is responsible for in the database. */
export interface Stored {
  readonly model: string;
  /** Null for the table of the model itself. */
  readonly field: FieldFacts | null;
  readonly file: string;
  readonly line: number;
}

/** Tables and columns that a module's classes make, by `model` and `model.field`. */
export function storedSchema({ models }: ModuleFacts): Map<string, Stored> {
  const schema = new Map<string, Stored>();
  for (const model of models) {
    if (model.kind === "abstract" || model.auto === false) continue;
    if (model.defines)
      add(schema, model.model, { model: model.model, field: null, file: model.file, line: model.line });
    for (const field of model.fields)
      if (isStored(field)) add(schema, `${model.model}.${field.name}`, place(model, field));
  }
  return schema;
}

function add(schema: Map<string, Stored>, key: string, stored: Stored): void {
  if (!schema.has(key)) schema.set(key, stored);
}

function place({ model, file }: ModelFacts, field: FieldFacts): Stored {
  return { model, field, file, line: field.line };
}

/** Odoo's default: stored, unless computed or related (`odoo/orm/fields.py: _get_attrs`). */
function isStored({ type, store, compute, related }: FieldFacts): boolean {
  if (type === null || type === "one2many") return false;
  return store ?? (compute === undefined && related === undefined);
}
