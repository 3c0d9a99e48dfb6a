import { compareText } from "@ipai/core";
import type { OdooFacts } from "./odoo.ts";
import type { FoundObject } from "./queries.ts";
import type { SchemaObject } from "./snapshot.ts";

/** Columns that Odoo gives to every model, whoever made it (`odoo/orm/models.py`, `LOG_ACCESS_COLUMNS`). */
const OF_EVERY_MODEL = new Set(["id", "create_uid", "create_date", "write_uid", "write_date"]);

/**
 * The module that an object is of, by Odoo's own registers (`ir_model`, `ir_model_fields`, `ir_model_constraint`,
 * `ir_model_relation`); null where they know none.
 */
export function moduleOf(kind: SchemaObject["kind"], found: FoundObject, odoo: OdooFacts): string | null {
  switch (kind) {
    case "table":
    case "view":
    case "sequence":
      return moduleOfTable(found, odoo);
    case "column":
      return isOfTable(found, odoo) ? moduleOfTable(found, odoo) : moduleOfColumns(found, odoo);
    case "constraint":
    case "index":
      return registered(found, odoo) ?? moduleOfColumns(found, odoo) ?? moduleOfTable(found, odoo);
    default:
      return null;
  }
}

function moduleOfTable(
  { relation }: FoundObject,
  { models, relations, modelOfTable, depth }: OdooFacts,
): string | null {
  if (relation === null) return null;
  // Made by the framework, without a model (`odoo/orm/registry.py`, `setup_signaling`).
  if (relation.startsWith("orm_signaling_")) return "base";
  const model = modelOfTable.get(relation);
  return nearestToBase((model ? models.get(model) : relations.get(relation)) ?? [], depth);
}

/** What is made of several modules' columns can only be of the last of them; a column no model knows is nobody's. */
function moduleOfColumns(
  { relation, columns }: FoundObject,
  { fields, modelOfTable, depth }: OdooFacts,
): string | null {
  const model = modelOfTable.get(relation ?? "");
  const modules = columns.map((column) => nearestToBase(fields.get(`${model}.${column}`) ?? [], depth));
  const known = modules.filter((module) => module !== null);
  return known.length === columns.length ? (byDepth(known, depth).at(-1) ?? null) : null;
}

function isOfTable({ relation, columns }: FoundObject, { modelOfTable }: OdooFacts): boolean {
  return !modelOfTable.has(relation ?? "") || columns.every((column) => OF_EVERY_MODEL.has(column));
}

function registered({ name }: FoundObject, { constraints, depth }: OdooFacts): string | null {
  const last = name.slice(name.lastIndexOf(".") + 1);
  return nearestToBase(constraints.get(last) ?? [], depth);
}

/** Who made something is a dependency of all who extend it. */
function nearestToBase(modules: readonly string[], depth: OdooFacts["depth"]): string | null {
  return byDepth(modules, depth)[0] ?? null;
}

function byDepth(modules: readonly string[], depth: OdooFacts["depth"]): string[] {
  const far = (name: string) => depth.get(name) ?? Number.MAX_SAFE_INTEGER;
  return modules.toSorted((a, b) => far(a) - far(b) || compareText(a, b));
}
