from odoo import fields, models


class IpaiBirCertificateLine(models.Model):
    _name = "ipai.bir.certificate.line"
    _description = "BIR Withholding Tax Certificate Line"
    _order = "certificate_id, atc, rate desc, id"
    _rec_name = "atc"

    certificate_id = fields.Many2one(
        "ipai.bir.certificate", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="certificate_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="certificate_id.currency_id")
    atc = fields.Char(string="ATC", readonly=True)
    atc_id = fields.Many2one("ipai.bir.atc", string="Tax Code", readonly=True, ondelete="restrict")
    nature = fields.Char(related="atc_id.nature")
    rate = fields.Float(string="Rate (%)", digits=(5, 2), readonly=True)
    month1 = fields.Monetary(string="1st Month", readonly=True)
    month2 = fields.Monetary(string="2nd Month", readonly=True)
    month3 = fields.Monetary(string="3rd Month", readonly=True)
    base = fields.Monetary(string="Income Payments", readonly=True)
    tax = fields.Monetary(string="Tax Withheld", readonly=True)
    move_line_ids = fields.Many2many("account.move.line", string="Journal Items", readonly=True)

    def action_open_entries(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_account_moves_all")
        return {**action, "domain": [("id", "in", self.move_line_ids.ids)], "context": {}}
