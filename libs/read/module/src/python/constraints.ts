import { splitArguments, type Span } from "@ipai/python";
import type { ConstraintFacts } from "../facts.ts";
import type { Attribute } from "./fields.ts";
import { fullName, jsonOf, type PyScope } from "./scope.ts";

const TABLE_OBJECTS = new Map<string, ConstraintFacts["kind"]>([
  ["odoo.models.Constraint", "constraint"],
  ["odoo.models.Index", "index"],
  ["odoo.models.UniqueIndex", "unique_index"],
]);

/** The constraint or index that a class attribute is (`odoo/orm/table_objects.py`); null for any other attribute. */
export function readTableObject(scope: PyScope, { name, call, offset }: Attribute): ConstraintFacts | null {
  const kind = TABLE_OBJECTS.get(fullName(scope, call.callee));
  if (!kind) return null;
  const first = call.args[0] && jsonOf(scope, call.args[0]);
  const definition = typeof first === "string" ? first : "";
  return { name: name.replace(/^_/, ""), kind, definition, line: scope.file.lineAt(offset) };
}

/** `_sql_constraints = [(name, definition, message)]`, which Odoo 19 no longer reads. */
export function readLegacyConstraints(scope: PyScope, value: Span): ConstraintFacts[] {
  const { text } = scope.file;
  if (!"[(".includes(text[value.start] ?? " ")) return [];
  const rows = splitArguments(text, { start: value.start + 1, end: value.end - 1 });
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
