from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class IpaiCloseHardLock(models.TransientModel):
    _name = "ipai.close.hard.lock"
    _description = "Hard Lock of a Close Period"

    period_id = fields.Many2one("ipai.close.period", required=True, readonly=True)
    date_to = fields.Date(related="period_id.date_to")
    confirmation = fields.Char(
        help="Type the last day of the period as YYYY-MM-DD. A hard lock cannot be undone."
    )

    def action_lock(self):
        self.ensure_one()
        if not self.env.user.has_group("ipai_finance_close.group_close_manager"):
            raise AccessError(self.env._("Only a close manager locks the books."))
        self.period_id.check_access("write")
        if self.period_id.state != "closed":
            raise UserError(self.env._("Close the period first."))
        if (self.confirmation or "").strip() != str(self.period_id.date_to):
            raise UserError(self.env._("Type %s to confirm.", self.period_id.date_to))
        company = self.period_id.company_id.sudo()
        if not company.hard_lock_date or company.hard_lock_date < self.period_id.date_to:
            company.hard_lock_date = self.period_id.date_to
        self.period_id.sudo().message_post(
            body=self.env._("Hard lock until %s, for good.", self.period_id.date_to)
        )
