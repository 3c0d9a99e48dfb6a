from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ipai_schedule_journal_id = fields.Many2one(
        related="company_id.ipai_schedule_journal_id", readonly=False
    )
    ipai_prepaid_account_id = fields.Many2one(
        related="company_id.ipai_prepaid_account_id", readonly=False
    )
    ipai_unearned_account_id = fields.Many2one(
        related="company_id.ipai_unearned_account_id", readonly=False
    )
    ipai_expense_accrual_account_id = fields.Many2one(
        related="company_id.expense_accrual_account_id", readonly=False
    )
    ipai_revenue_accrual_account_id = fields.Many2one(
        related="company_id.revenue_accrual_account_id", readonly=False
    )
    ipai_schedule_second_person_from = fields.Monetary(
        related="company_id.ipai_schedule_second_person_from", readonly=False
    )
    ipai_schedule_ledger_check = fields.Boolean(
        related="company_id.ipai_schedule_ledger_check", readonly=False
    )
