from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ipai_bank_cooling_days = fields.Integer(
        string="Bank Accounts Cool Off (Days)",
        default=2,
        help="So long after it was trusted nothing is paid into a vendor's account.",
    )

    _cooling_positive = models.Constraint(
        "CHECK (ipai_bank_cooling_days >= 0)", "Days to cool off cannot be negative."
    )
