from odoo import fields, models


class IpaiCloseReopen(models.TransientModel):
    _name = "ipai.close.reopen"
    _description = "Reopen a Close Period"

    period_id = fields.Many2one("ipai.close.period", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="For",
        required=True,
        default=lambda self: self.env.user,
        help="The only one who may post in the period.",
    )
    until = fields.Datetime(string="Exception Ends", required=True)
    reason = fields.Char(required=True)

    def action_reopen(self):
        self.ensure_one()
        self.period_id._reopen(self.reason, self.until, self.user_id)
