from odoo import models

LINE = (
    "name",
    "product_id",
    "account_id",
    "quantity",
    "price_unit",
    "discount",
    "tax_ids",
    "analytic_distribution",
    "debit",
    "credit",
)


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "ipai.approval.mixin"]

    _approval_fields = (
        "move_type",
        "journal_id",
        "partner_id",
        "commercial_partner_id",
        "partner_bank_id.sanitized_acc_number",
        "currency_id",
        "date",
        "invoice_date",
        "invoice_date_due",
        "invoice_payment_term_id",
        "ref",
        "amount_untaxed",
        "amount_tax",
        "amount_total",
        "amount_total_signed",
    )
    _approval_lines = {"line_ids": LINE}
    _approval_terms = (
        "partner_id",
        "partner_bank_id.sanitized_acc_number",
        "currency_id",
        "invoice_payment_term_id",
        "invoice_date_due",
    )

    def _approval_open(self):
        return self.filtered(lambda move: move.state != "posted")

    def _approval_void(self):
        return self.filtered(lambda move: move.state == "cancel")

    def _approval_amounts(self):
        return self.amount_total, self.currency_id, abs(self.amount_total_signed)

    def action_post(self):
        with self._approved():
            return super().action_post()

    def _post(self, soft=True):
        with self._approved():
            return super()._post(soft=soft)

    def write(self, vals):
        if vals.get("state") != "posted":
            return super().write(vals)
        with self._approved(unchanged=True):
            return super().write(vals)
