import type { FieldFacts, ModuleFacts } from "@ipai/module";
import { storedSchema, type Stored } from "./schema.ts";

/** A difference of the stored schema between two states of a module. */
export interface SchemaChange {
  readonly what: string;
  /** True where existing rows need more than Odoo does by itself. */
  readonly needsMigration: boolean;
  /** The place in the state where it still or already is. */
  readonly at: Stored;
  readonly isGone: boolean;
}

/** What changed in the tables and columns that a module is responsible for. */
export function schemaChanges(before: ModuleFacts, after: ModuleFacts): SchemaChange[] {
  const [old, now] = [storedSchema(before), storedSchema(after)];
  const gone = [...old].filter(([key]) => !now.has(key) && !isPartOfGone(key, old, now));
  const changes = gone.map(([key, at]) => ({ what: `${key} is gone`, needsMigration: true, at, isGone: true }));
  return [...changes, ...[...now].flatMap(([key, at]) => compare(key, old.get(key), at, old))];
}

/** Columns of a table that is gone as a whole are not named one by one. */
function isPartOfGone(key: string, old: ReadonlyMap<string, Stored>, now: ReadonlyMap<string, Stored>): boolean {
  const { field, model } = old.get(key)!;
  return field !== null && old.has(model) && !now.has(model);
}

function compare(
  key: string,
  before: Stored | undefined,
  at: Stored,
  old: ReadonlyMap<string, Stored>,
): SchemaChange[] {
  const isNewTable = at.field !== null && !before && isDefinedNew(at.model, old);
  if (isNewTable) return [];
  if (!before) {
    const isEmpty = at.field?.required === true && !at.field.default && at.field.compute === undefined;
    const what = isEmpty ? `${key} is new, required and without default` : `${key} is new`;
    return [{ what, needsMigration: isEmpty, at, isGone: false }];
  }
  if (!before.field || !at.field) return [];
  return fieldChanges(before.field, at.field).map((change) => ({
    what: `${key}: ${change.what}`,
    needsMigration: change.needsMigration,
    at,
    isGone: false,
  }));
}

/** A table that the module made before has its own entry; without one, columns on it are additions to another's. */
function isDefinedNew(model: string, old: ReadonlyMap<string, Stored>): boolean {
  return ![...old.values()].some((stored) => stored.model === model);
}

function fieldChanges(before: FieldFacts, after: FieldFacts): { what: string; needsMigration: boolean }[] {
  const changes: { what: string; needsMigration: boolean }[] = [];
  const note = (what: string, needsMigration: boolean) => changes.push({ what, needsMigration });
  if (before.type !== after.type) note(`${before.type} becomes ${after.type}`, true);
  if (before.relation !== after.relation) note(`points at ${after.relation} instead of ${before.relation}`, true);
  if (!before.required && after.required) note("becomes required", !after.default);
  if (Boolean(before.translate) !== Boolean(after.translate)) note("translate changes", false);
  if (Boolean(before.companyDependent) !== Boolean(after.companyDependent)) note("company_dependent changes", true);
  const lost = (before.selection ?? []).filter((key) => after.selection && !after.selection.includes(key));
  if (lost.length) note(`loses the values ${lost.join(", ")}`, true);
  return changes;
}
