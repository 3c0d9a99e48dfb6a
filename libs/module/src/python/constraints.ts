import { readCall, splitArguments, type PyAssign } from "@ipai/python";
import type { ConstraintFacts } from "../facts.ts";
import { fullName, jsonOf, type PyScope } from "./scope.ts";

/** Constraints and indexes that a class-level assignment makes. */
export function readConstraints(scope: PyScope, assign: PyAssign): ConstraintFacts[] {
  if (assign.names.includes("_sql_constraints")) return legacyConstraints(scope, assign);
  return assign.names.flatMap((name) => tableObject(scope, assign, name));
}

const TABLE_OBJECTS: Readonly<Record<string, ConstraintFacts["kind"]>> = {
  "odoo.models.Constraint": "constraint",
  "odoo.models.Index": "index",
  "odoo.models.UniqueIndex": "unique_index",
};

/** `_name = models.Constraint("…")` (`odoo/orm/table_objects.py`). */
function tableObject(scope: PyScope, assign: PyAssign, name: string): ConstraintFacts[] {
  const call = assign.value && readCall(scope.file, assign.value);
  const kind = call && TABLE_OBJECTS[fullName(scope, call.callee)];
  if (!call || !kind) return [];
  const first = call.args[0] && jsonOf(scope, call.args[0]);
  const line = scope.file.lineAt(assign.offset);
  return [{ name: name.replace(/^_/, ""), kind, definition: typeof first === "string" ? first : "", line }];
}

/** `_sql_constraints = [(name, definition, message)]`, which Odoo 19 no longer reads. */
function legacyConstraints(scope: PyScope, assign: PyAssign): ConstraintFacts[] {
  const { text } = scope.file;
  if (!assign.value || !"[(".includes(text[assign.value.start] ?? " ")) return [];
  const rows = splitArguments(text, { start: assign.value.start + 1, end: assign.value.end - 1 });
  return rows.flatMap((row): ConstraintFacts[] => {
    const parts = splitArguments(text, { start: row.start + 1, end: row.end - 1 });
    const [name, definition] = parts.map((part) => jsonOf(scope, part));
    if (typeof name !== "string") return [];
    const line = scope.file.lineAt(row.start);
    return [
      { name, kind: "legacy_sql_constraint", definition: typeof definition === "string" ? definition : "", line },
    ];
  });
}
