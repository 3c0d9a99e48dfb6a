from odoo import api, models
from odoo.fields import Domain


class IpaiCloseCheck(models.Model):
    _inherit = "ipai.close.check"

    @api.model
    def _registry_of_checks(self):
        return {
            **super()._registry_of_checks(),
            "bir_overdue": {"name": self.env._("BIR filings overdue at the period's end")},
            "bir_withholding": {
                "name": self.env._("Withheld tax: entries and accounts differ"),
                "unit": "amount",
            },
        }

    @api.model
    def _value_bir_overdue(self, period):
        filings = self.env["ipai.bir.filing"]
        return filings.search_count(
            filings._open_domain()
            & Domain("company_id", "=", period.company_id.id)
            & Domain("due_date", "<=", period.date_to)
        )

    @api.model
    def _value_bir_withholding(self, period):
        """Return how far tagged items and the tax's accounts are apart, all branches."""
        source = self.env["ipai.bir.withholding"]
        registrations = self.env["ipai.bir.registration"].search(
            [("company_id", "=", period.company_id.id)]
        )
        apart = 0.0
        for registration in registrations:
            for kind in ("expanded", "final"):
                dates = registration, kind, period.date_from, period.date_to
                withheld = sum(row["tax"] for row in source._rows(*dates).values())
                apart += abs(withheld - source._account_movement(*dates))
        return period.company_id.currency_id.round(apart)
