import type { XmlNode } from "@ipai/xml";

/**
 * Models that create a record of another model with themselves, and the field that points at it. Odoo gives that record
 * the xml id `<id>_<model with underscores>` unless the data names one (`odoo/orm/models.py: _load_records`).
 */
const DELEGATES = new Map(
  Object.entries({
    "ir.cron": { model: "ir.actions.server", field: "ir_actions_server_id" },
    "res.users": { model: "res.partner", field: "partner_id" },
    "product.product": { model: "product.template", field: "product_tmpl_id" },
    "hr.employee": { model: "hr.version", field: "version_id" },
    "mail.mail": { model: "mail.message", field: "mail_message_id" },
    "product.document": { model: "ir.attachment", field: "ir_attachment_id" },
    "quotation.document": { model: "ir.attachment", field: "ir_attachment_id" },
    "account.bank.statement.line": { model: "account.move", field: "move_id" },
    "website.page": { model: "ir.ui.view", field: "view_id" },
    "website.controller.page": { model: "ir.ui.view", field: "view_id" },
  }),
);

/** The record that comes with one of `model`, or undefined when one of its fields names it or there is none. */
export function delegatedRecord(
  id: string,
  model: string,
  fields: readonly XmlNode[],
): { readonly id: string; readonly model: string } | undefined {
  const delegate = DELEGATES.get(model);
  if (!delegate || fields.some((field) => field.get("name") === delegate.field)) return undefined;
  return { id: `${id}_${delegate.model.replaceAll(".", "_")}`, model: delegate.model };
}
