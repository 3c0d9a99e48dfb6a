from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.ipai_approvals.models.ipai_approval_mixin import KEY

CONFIRMED = ("in_process", "paid")


class AccountPayment(models.Model):
    _name = "account.payment"
    _inherit = ["account.payment", "ipai.approval.mixin"]

    _approval_fields = (
        "payment_type",
        "partner_type",
        "partner_id",
        "partner_bank_id.sanitized_acc_number",
        "journal_id",
        "destination_account_id",
        "currency_id",
        "amount",
        "amount_company_currency_signed",
        "date",
        "memo",
        "invoice_ids",
    )
    _approval_terms = (
        "partner_id",
        "partner_bank_id.sanitized_acc_number",
        "journal_id",
        "currency_id",
    )

    def _approval_open(self):
        """Drafts, and those whose entry is one still: *Register Payment* begins so."""
        return self.filtered(
            lambda payment: payment.state not in CONFIRMED or payment.move_id.state == "draft"
        )

    def _approval_void(self):
        return self.filtered(lambda payment: payment.state in ("canceled", "rejected"))

    def _approval_amounts(self):
        return self.amount, self.currency_id, abs(self.amount_company_currency_signed)

    def action_post(self):
        self._check_payee_banks()
        with self._approved():
            result = super().action_post()
        self._reconcile_with_bills()
        return result

    def _check_payee_banks(self):
        """Refuse to pay into accounts that nobody else looked at, or only just."""
        for payment in self.sudo():
            if payment.payment_type == "outbound" and payment.journal_id.type != "cash":
                payment.partner_bank_id._check_payable(payment.company_id)

    def _generate_journal_entry(self, write_off_line_vals=None, force_balance=None, line_ids=None):
        # A draft entry is no confirmation, though it moves the payment on.
        passing = self.env.cr.cache.setdefault(KEY, set())
        keys = {(self._name, id_) for id_ in self.ids} - passing
        passing |= keys
        try:
            return super()._generate_journal_entry(
                write_off_line_vals=write_off_line_vals,
                force_balance=force_balance,
                line_ids=line_ids,
            )
        finally:
            passing -= keys

    def _reconcile_with_bills(self):
        """A payment that waited for approval meets its bills only now."""
        valid = self._get_valid_payment_account_types()
        for payment in self:
            items = (payment.move_id | payment.invoice_ids).line_ids.filtered(
                lambda line: line.parent_state == "posted"
                and line.account_type in valid
                and not line.reconciled
            )
            for account in payment.move_id.line_ids.account_id & items.account_id:
                group = items.filtered(lambda line, account=account: line.account_id == account)
                if group.move_id > payment.move_id:
                    group.reconcile()

    @api.model_create_multi
    def create(self, vals_list):
        payments = super().create(vals_list)
        if confirmed := payments - payments._approval_open():
            confirmed._refuse_confirmed()
            confirmed._check_payee_banks()
        return payments

    def write(self, vals):
        if vals.get("state") not in CONFIRMED:
            return super().write(vals)
        passing = self.env.cr.cache.get(KEY, ())
        opened = self.sudo()._approval_open()
        opened.filtered(lambda item: (item._name, item.id) not in passing)._check_payee_banks()
        with self._approved(unchanged=True):
            return super().write(vals)

    def action_request_approval(self):
        if not self.env.user.has_group("account.group_account_invoice"):
            raise UserError(self.env._("Whoever keeps the books asks for a payment."))
        return super().action_request_approval()
