from odoo import api, models

CONFIRMED = ("posted", "in_payment", "paid")


class HrExpense(models.Model):
    _name = "hr.expense"
    _inherit = ["hr.expense", "ipai.approval.mixin"]

    _approval_fields = (
        "name",
        "employee_id",
        "product_id",
        "account_id",
        "date",
        "quantity",
        "price_unit",
        "total_amount_currency",
        "total_amount",
        "currency_id",
        "tax_ids",
        "payment_mode",
        "vendor_id",
        "analytic_distribution",
    )

    def _approval_open(self):
        return self.filtered(lambda expense: expense.state not in CONFIRMED)

    def _approval_amounts(self):
        return self.total_amount_currency, self.currency_id, self.total_amount

    def _approval_partner(self):
        return self.employee_id.work_contact_id

    def _approval_doers(self):
        return super()._approval_doers() | self.employee_id.user_id

    def _approval_check_asker(self):
        """An employee may ask for an own expense that is with the approver already."""
        self.check_access("read")

    def action_post(self):
        with self._approved():
            return super().action_post()

    def _do_approve(self, check=True):
        with self._approved():
            return super()._do_approve(check=check)

    # The posting wizard comes straight to these two.
    def _prepare_receipts_vals(self):
        with self._approved():
            return super()._prepare_receipts_vals()

    def _create_company_paid_moves(self):
        with self._approved():
            return super()._create_company_paid_moves()

    @api.model_create_multi
    def create(self, vals_list):
        expenses = super().create(vals_list)
        expenses.filtered(
            lambda expense: expense.approval_state == "approved"
        )._refuse_confirmed()
        return expenses

    def write(self, vals):
        if "approved" not in (vals.get("approval_state"), vals.get("state")):
            return super().write(vals)
        with self._approved(unchanged=True):
            return super().write(vals)
