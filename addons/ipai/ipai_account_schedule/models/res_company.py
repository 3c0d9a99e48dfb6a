from odoo import fields, models

BALANCE_SHEET = "[('account_type', 'in', %s)]" % (
    "('asset_current', 'asset_prepayments', 'asset_non_current', 'liability_current',"
    " 'liability_non_current')"
)


class ResCompany(models.Model):
    _inherit = "res.company"

    ipai_schedule_journal_id = fields.Many2one(
        "account.journal",
        string="Schedule Journal",
        domain="[('type', '=', 'general')]",
        check_company=True,
    )
    ipai_prepaid_account_id = fields.Many2one(
        "account.account",
        string="Prepaid Expenses Account",
        domain=BALANCE_SHEET,
        check_company=True,
    )
    ipai_unearned_account_id = fields.Many2one(
        "account.account",
        string="Deferred Revenue Account",
        domain=BALANCE_SHEET,
        check_company=True,
    )
    ipai_schedule_second_person_from = fields.Monetary(
        string="Second Person From",
        help="A schedule of this amount or more is confirmed by a manager who did not prepare "
        "it. 0: every schedule.",
    )
    ipai_schedule_ledger_check = fields.Boolean(
        string="Compare Deferral Accounts with the Ledger",
        default=True,
        help="Every night, tell when a deferral account holds anything but schedules.",
    )

    def _ipai_deferral_account(self, kind):
        """Return the balance sheet account that schedules of a kind use by default."""
        self.ensure_one()
        name = {
            "deferred_expense": "ipai_prepaid_account_id",
            "deferred_revenue": "ipai_unearned_account_id",
            "accrued_expense": "expense_accrual_account_id",
            "accrued_revenue": "revenue_accrual_account_id",
        }[kind]
        return self[name]
