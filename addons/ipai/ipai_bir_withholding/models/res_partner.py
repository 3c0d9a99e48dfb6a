import re

from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _bir_tin(self):
        """Return ``(tin, branch)``; the TIN is empty unless it has nine digits."""
        self.ensure_one()
        digits = re.sub(r"\D", "", self.vat or "")
        if not 9 <= len(digits) <= 14:
            return "", ""
        return digits[:9], digits[9:] or self.branch_code or "000"

    def _bir_names(self):
        """Return the name fields of an alphalist: a company's name or a person's three."""
        self.ensure_one()
        if self.is_company:
            return {
                "registered_name": self.name,
                "last_name": "",
                "first_name": "",
                "middle_name": "",
            }
        return {
            "registered_name": "",
            "last_name": self.last_name or self.name,
            "first_name": self.first_name or "",
            "middle_name": self.middle_name or "",
        }
