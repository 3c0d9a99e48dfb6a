from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ipai_bank_cooling_days = fields.Integer(
        related="company_id.ipai_bank_cooling_days", readonly=False
    )
