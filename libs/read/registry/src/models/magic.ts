import type { FieldFacts, ModelFacts } from "@ipai/module";
import type { Definition, FieldDefinition } from "./types.ts";

/** Fields of `odoo/orm/models.py: BaseModel` itself, which every model has. */
export const BASE_FIELDS: readonly FieldDefinition[] = [
  { name: "id", type: "integer", line: 0, string: "ID", readonly: true, store: true },
  { name: "display_name", type: "char", line: 0, string: "Display Name", compute: "_compute_display_name" },
].map((facts) => ({ module: null, facts }));

const LOG_FIELDS: readonly FieldFacts[] = [
  { name: "create_uid", type: "many2one", line: 0, relation: "res.users", string: "Created by", readonly: true },
  { name: "create_date", type: "datetime", line: 0, string: "Created on", readonly: true },
  { name: "write_uid", type: "many2one", line: 0, relation: "res.users", string: "Last Updated by", readonly: true },
  { name: "write_date", type: "datetime", line: 0, string: "Last Updated on", readonly: true },
];

/** A class with the fields that `odoo/orm/models.py: MetaModel.__init__` gives to one that makes a model. */
export function definitionOf(module: string, facts: ModelFacts): Definition {
  const logs = facts.defines && facts.kind !== "abstract" && (facts.logAccess ?? facts.auto ?? true);
  const own = new Set(facts.fields.map(({ name }) => name));
  const magic = logs ? LOG_FIELDS.filter(({ name }) => !own.has(name)) : [];
  return { module, facts, fields: [...facts.fields, ...magic].map((field) => ({ module, facts: field })) };
}
