from odoo import api, fields, models
from odoo.fields import Domain


class IpaiBirAtc(models.Model):
    _name = "ipai.bir.atc"
    _description = "BIR Alphanumeric Tax Code"
    _order = "code, date_from desc"
    _rec_name = "code"
    _rec_names_search = ["code", "nature"]

    code = fields.Char(required=True, index=True)
    nature = fields.Char(
        string="Nature of Income Payment", required=True, translate=True
    )
    tax_kind = fields.Selection(
        [("expanded", "Expanded"), ("final", "Final"), ("vat", "VAT / Percentage")],
        required=True,
        default="expanded",
    )
    payee_kind = fields.Selection(
        [("individual", "Individual"), ("corporate", "Corporate"), ("any", "Any")],
        required=True,
        default="any",
    )
    rate = fields.Float(string="Rate (%)", digits=(5, 2), required=True)
    date_from = fields.Date(
        string="Valid From",
        required=True,
        default="2018-01-01",
        help="A change of rate is a new line with its own date; the old one keeps "
        "explaining old certificates.",
    )
    date_to = fields.Date(string="Valid To")
    active = fields.Boolean(default=True)

    _code_date_unique = models.UniqueIndex(
        "(code, date_from)", "This ATC already has a rate from that date."
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "An ATC cannot end before it starts.",
    )
    _rate_range = models.Constraint(
        "CHECK (rate >= 0 AND rate <= 100)", "A rate lies between 0 and 100 percent."
    )

    @api.depends("code", "nature")
    @api.depends_context("formatted_display_name")
    def _compute_display_name(self):
        for atc in self:
            atc.display_name = f"{atc.code} ({atc.rate:g}%)"

    @api.model
    def _find(self, code, day):
        """Return the ATC valid on that day, or an empty recordset."""
        valid = Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        return self.search(
            Domain("code", "=", code) & Domain("date_from", "<=", day) & valid, limit=1
        )
