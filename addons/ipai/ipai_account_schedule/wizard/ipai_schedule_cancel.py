from odoo import api, fields, models


class IpaiScheduleCancel(models.TransientModel):
    _name = "ipai.schedule.cancel"
    _description = "Cancel a Schedule"

    schedule_id = fields.Many2one("ipai.schedule", required=True, readonly=True)
    company_currency_id = fields.Many2one(related="schedule_id.company_currency_id")
    is_accrual = fields.Boolean(compute="_compute_is_accrual")
    remaining_amount = fields.Monetary(
        related="schedule_id.remaining_amount", currency_field="company_currency_id"
    )
    settlement = fields.Selection(
        [
            ("recognise", "Recognise it at once"),
            ("keep", "Keep it on the deferral account"),
        ],
        string="What Remains",
        required=True,
        default="recognise",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    reason = fields.Char(required=True)

    @api.depends("schedule_id")
    def _compute_is_accrual(self):
        for wizard in self:
            wizard.is_accrual = wizard.schedule_id._is_accrual()

    def action_cancel(self):
        self.ensure_one()
        self.schedule_id._cancel(self.date, self.settlement, self.reason)
