from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class IpaiBirCertificateBatch(models.TransientModel):
    _name = "ipai.bir.certificate.batch"
    _description = "Generate BIR Certificates"

    registration_ids = fields.Many2many(
        "ipai.bir.registration",
        string="Registrations",
        required=True,
        default=lambda self: self._default_registrations(),
    )
    form = fields.Selection(
        [("2307", "2307 Creditable, per quarter"), ("2306", "2306 Final, per year")],
        required=True,
        default="2307",
    )
    direction = fields.Selection(
        [("issued", "To payees"), ("received", "From customers")],
        required=True,
        default="issued",
    )
    year = fields.Integer(required=True, default=lambda self: self._default_quarter().year)
    quarter = fields.Selection(
        [("1", "Q1"), ("2", "Q2"), ("3", "Q3"), ("4", "Q4")],
        default=lambda self: str((self._default_quarter().month + 2) // 3),
    )

    @api.model
    def _default_registrations(self):
        registrations = self.env["ipai.bir.registration"].search(
            [("company_id", "in", self.env.companies.ids)]
        )
        return [Command.set(registrations.ids)]

    @api.model
    def _default_quarter(self):
        certificates = self.env["ipai.bir.certificate"]
        return certificates._last_quarter(fields.Date.context_today(self))[1]

    def _period(self):
        if not 2000 <= self.year <= 2100:
            raise UserError(self.env._("Enter a year of four digits."))
        if self.form == "2306":
            return date(self.year, 1, 1), date(self.year, 12, 31)
        start = date(self.year, int(self.quarter or 4) * 3 - 2, 1)
        return start, start + relativedelta(months=2, day=31)

    def action_generate(self):
        """Bring the drafts in line with the ledger and show them."""
        start, end = self._period()
        certificates = self.env["ipai.bir.certificate"]
        if not certificates.has_access("write"):
            raise UserError(self.env._("Only BIR officers generate certificates."))
        self.registration_ids.check_access("read")
        for registration in self.registration_ids:
            certificates._generate(registration, self.form, self.direction, start, end)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ipai_bir_withholding.ipai_bir_certificate_action"
            if self.direction == "issued"
            else "ipai_bir_withholding.ipai_bir_certificate_received_action"
        )
        return {
            **action,
            "domain": [
                ("registration_id", "in", self.registration_ids.ids),
                ("form", "=", self.form),
                ("direction", "=", self.direction),
                ("period_end", "=", end),
            ],
            "context": {},
        }
