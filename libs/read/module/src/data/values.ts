import type { XmlNode } from "@ipai/xml";
import { refsInExpression } from "./refs.ts";
import { fullXmlId } from "./scope.ts";

/**
 * Fields whose value is a fact worth keeping, by model: what an entry is and what it connects, never code.
 * `name` is kept for all of them.
 */
export const KEPT_FIELDS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    "ir.actions.act_window": [
      "name",
      "res_model",
      "view_mode",
      "view_id",
      "search_view_id",
      "target",
      "binding_model_id",
    ],
    "ir.actions.act_window.view": ["act_window_id", "view_id", "view_mode", "sequence"],
    "ir.actions.server": ["name", "model_id", "state", "binding_model_id"],
    "ir.actions.report": ["name", "model", "report_type", "report_name", "paperformat_id", "binding_model_id"],
    "ir.actions.client": ["name", "tag", "res_model", "target"],
    "ir.actions.act_url": ["name", "url", "target"],
    "ir.ui.menu": ["name", "parent_id", "action", "sequence", "active", "group_ids", "groups_id", "web_icon"],
    "ir.cron": ["name", "model_id", "interval_number", "interval_type", "active", "state", "user_id"],
    "mail.template": ["name", "model_id", "report_template_ids"],
    "ir.model.access": [
      "name",
      "model_id",
      "group_id",
      "active",
      "perm_read",
      "perm_write",
      "perm_create",
      "perm_unlink",
    ],
    "ir.rule": ["name", "model_id", "groups", "active", "perm_read", "perm_write", "perm_create", "perm_unlink"],
    "res.groups": ["name", "privilege_id", "category_id", "implied_ids"],
    "res.groups.privilege": ["name", "category_id", "sequence"],
    "ir.module.category": ["name", "parent_id", "sequence"],
    "ir.asset": ["name", "bundle", "path", "directive", "target", "active", "sequence"],
    "ir.module.module": ["name", "to_buy", "license"],
    "ir.sequence": ["name", "code"],
    "ir.config_parameter": ["key"],
    "mail.activity.type": ["name", "res_model"],
    "mail.message.subtype": ["name", "res_model", "parent_id"],
    "account.report": ["name", "country_id", "root_report_id"],
    "digest.tip": ["name"],
    "web_tour.tour": ["name"],
    "ir.model": ["name", "model"],
    "ir.model.fields": ["name", "model", "model_id", "ttype", "relation"],
  }),
);

const LITERAL = /^(?:True|False|None|-?\d+(?:\.\d+)?|(['"])([^'"\\]*)\1)$/;

/**
 * Value of a `<field>` as text: `ref:module.name` for a reference (several joined by `,`), a literal `eval` by its
 * Python value, else the text; undefined where only a running Odoo can know it.
 */
export function fieldValue(field: XmlNode, module: string): string | undefined {
  const ref = field.get("ref");
  if (ref) return `ref:${fullXmlId(module, ref)}`;
  if (field.get("search")) return undefined;
  const expression = field.get("eval");
  if (expression) return evalValue(expression, module);
  if (field.children.length > 0) return undefined;
  return field.text.trim();
}

/** Value of an `eval`: literals and references only. */
function evalValue(expression: string, module: string): string | undefined {
  const text = expression.trim();
  const literal = LITERAL.exec(text);
  if (literal) return literal[2] ?? text;
  const refs = refsInExpression(text).map((xmlId) => `ref:${fullXmlId(module, xmlId)}`);
  return refs.length > 0 ? refs.join(",") : undefined;
}

/** Kept values of a record's fields; undefined for a model without any. */
export function keptValues(
  model: string,
  fields: Iterable<XmlNode>,
  module: string,
): Readonly<Record<string, string>> | undefined {
  const kept = KEPT_FIELDS.get(model);
  if (!kept) return undefined;
  const values: Record<string, string> = {};
  for (const field of fields) {
    const name = field.get("name");
    if (name === undefined || !kept.includes(name)) continue;
    const value = fieldValue(field, module);
    if (value !== undefined) values[name] = value;
  }
  return values;
}
