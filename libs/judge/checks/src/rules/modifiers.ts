import type { XmlNode } from "@ipai/xml";

/** Attributes with an expression over the fields of the view's model; `column_invisible` reads the parent's. */
const MODIFIER = /^(?:invisible|readonly|required|decoration-\w+)$/;
/** `odoo/tools/view_validation.py: IGNORED_IN_EXPRESSION`, Python's words, and the record that holds a subview. */
const NO_FIELDS = new Set(
  (
    "True False None self uid context context_today allowed_company_ids current_company_id time datetime " +
    "relativedelta current_date today now abs len bool float str unicode set and or not in is if else parent"
  ).split(" "),
);
/** Texts, names after a dot and names of arguments, which are no fields, and the names that may be. */
const TOKEN = /'[^']*'|"[^"]*"|\.\s*\w+|\w+\s*=(?!=)|([A-Za-z_]\w*)/g;

/** Fields that the modifiers of an element read (`get_expression_field_names`). */
export function modifierNames(node: XmlNode): string[] {
  const found: string[] = [];
  for (const [attribute, expression] of Object.entries(node.attributes)) {
    if (!MODIFIER.test(attribute)) continue;
    for (const [, name] of expression.matchAll(TOKEN)) if (name && !NO_FIELDS.has(name)) found.push(name);
  }
  return found;
}
