from odoo import fields, models
from odoo.exceptions import UserError


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    ipai_schedule_ids = fields.One2many(
        "ipai.schedule",
        "source_line_id",
        string="Schedules",
        groups="ipai_account_schedule.group_schedule_user",
    )

    def _ipai_spreadable(self):
        """Return the posted product lines that no schedule spreads yet."""
        return self.filtered(
            lambda line: line.display_type == "product"
            and line.parent_state == "posted"
            and line.balance
            and line.account_type
            not in ("asset_receivable", "liability_payable", "asset_cash", "off_balance")
            and not line.sudo().ipai_schedule_ids.filtered(
                lambda schedule: schedule.state != "cancelled" or schedule.opened_on
            )
        )

    def _ipai_schedule_kind(self):
        """Return the kind of deferral of a line, by its document, else by its account."""
        self.ensure_one()
        if self.move_id.is_invoice(include_receipts=True):
            is_sale = self.move_id.is_sale_document(include_receipts=True)
        else:
            is_sale = self.account_id.internal_group in ("income", "liability")
        return "deferred_revenue" if is_sale else "deferred_expense"

    def action_ipai_spread(self):
        """Open the wizard for the lines that can be spread."""
        lines = self._ipai_spreadable()
        if not lines:
            raise UserError(
                self.env._("Nothing to spread: choose posted lines without a schedule.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Spread Over"),
            "res_model": "ipai.schedule.spread",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_line_ids": lines.ids},
        }
