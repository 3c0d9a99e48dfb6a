from odoo import api, fields, models

LISTS = {
    # kind of tax, certificate form, obligation, layout, form named in the file
    "1601eq": ("expanded", "2307", "1601-EQ", "QAP", "1601EQ"),
    "1601fq": ("final", "2306", "1601-FQ", "QAP", "1601FQ"),
    "1604e": ("expanded", "2307", "1604-E", "1604E", "1604E"),
    "sawt": ("received", "2307", False, "SAWT", False),
}


class IpaiBirAlphalist(models.Model):
    _name = "ipai.bir.alphalist"
    _description = "BIR Alphalist"
    _inherit = ["ipai.bir.computed", "mail.thread", "mail.activity.mixin"]
    _order = "period_end desc, kind, registration_id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    kind = fields.Selection(
        [
            ("1601eq", "QAP of 1601-EQ"),
            ("1601fq", "QAP of 1601-FQ"),
            ("1604e", "Alphalist of 1604-E"),
            ("sawt", "SAWT"),
        ],
        required=True,
        default="1601eq",
    )
    sawt_form = fields.Selection(
        [
            ("1701Q", "1701Q"),
            ("1701", "1701"),
            ("1702Q", "1702Q"),
            ("1702", "1702"),
            ("2550Q", "2550Q"),
        ],
        string="Attached To",
        default="1702Q",
        help="Return that claims the withheld tax.",
    )
    registration_id = fields.Many2one(
        "ipai.bir.registration",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="registration_id.company_id",
        store=True,
        precompute=True,
        required=True,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    period_start = fields.Date(required=True)
    period_end = fields.Date(required=True, index=True)
    line_ids = fields.One2many("ipai.bir.alphalist.line", "alphalist_id", copy=False)
    amount_base = fields.Monetary(
        string="Income Payments", compute="_compute_amounts", store=True
    )
    amount_tax = fields.Monetary(string="Tax Withheld", compute="_compute_amounts", store=True)
    certificate_tax = fields.Monetary(
        string="Tax on Certificates",
        readonly=True,
        copy=False,
        help="Sum of the certificates issued for the period.",
    )
    account_tax = fields.Monetary(
        string="Tax on Accounts",
        readonly=True,
        copy=False,
        help="Movement of the withholding tax accounts, remittances left out.",
    )
    difference = fields.Monetary(
        compute="_compute_amounts",
        store=True,
        help="Largest difference among list, certificates and accounts. The list "
        "cannot be prepared unless it is zero.",
    )
    remitted = fields.Monetary(
        string="Less 0619-E",
        compute="_compute_remitted",
        help="Monthly remittances filed for the first two months of the quarter.",
    )
    payable = fields.Monetary(string="Still Payable", compute="_compute_remitted")
    state = fields.Selection(
        [("draft", "Draft"), ("prepared", "Prepared")],
        string="Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    problems = fields.Text(readonly=True, copy=False)
    filing_id = fields.Many2one(
        "ipai.bir.filing", readonly=True, copy=False, check_company=True, ondelete="set null"
    )
    layout_id = fields.Many2one("ipai.bir.layout", compute="_compute_layout")
    layout_status = fields.Selection(
        [("unverified", "Unverified"), ("verified", "Verified")], compute="_compute_layout"
    )
    dat_file = fields.Binary(string="DAT File", readonly=True, copy=False)
    dat_filename = fields.Char(readonly=True, copy=False)

    _period_unique = models.UniqueIndex(
        "(registration_id, kind, period_end)", "This list already exists for the period."
    )

    @api.depends("kind", "period_end", "registration_id.name")
    def _compute_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for alphalist in self:
            end = alphalist.period_end
            is_year = alphalist.kind == "1604e"
            period = end and (str(end.year) if is_year else f"{end.year}-Q{(end.month + 2) // 3}")
            parts = [labels.get(alphalist.kind), period, alphalist.registration_id.name]
            alphalist.name = " · ".join(filter(None, parts))

    @api.depends("kind", "line_ids.base", "line_ids.tax", "certificate_tax", "account_tax")
    def _compute_amounts(self):
        for alphalist in self:
            alphalist.amount_base = sum(alphalist.line_ids.mapped("base"))
            alphalist.amount_tax = sum(alphalist.line_ids.mapped("tax"))
            figures = [alphalist.amount_tax, *alphalist._figures_to_agree()]
            alphalist.difference = alphalist.currency_id.round(max(figures) - min(figures))

    def _figures_to_agree(self):
        if self.kind == "1601fq":  # Form 2306 is issued once a year
            return [self.account_tax]
        if self.kind == "sawt":  # only certificates in hand may be claimed
            return [self.certificate_tax]
        return [self.certificate_tax, self.account_tax]

    @api.depends("kind", "amount_tax", "registration_id", "period_start", "period_end")
    def _compute_remitted(self):
        for alphalist in self:
            monthly = {"1601eq": "0619-E", "1601fq": "0619-F"}.get(alphalist.kind)
            filings = monthly and self.env["ipai.bir.filing"].search(
                [
                    ("registration_id", "=", alphalist.registration_id.id),
                    ("obligation_id.code", "=", monthly),
                    ("period_end", ">=", alphalist.period_start),
                    ("period_end", "<=", alphalist.period_end),
                    ("state", "in", ("filed", "confirmed")),
                ]
            )
            alphalist.remitted = sum(filings.mapped("amount")) if filings else 0.0
            alphalist.payable = alphalist.amount_tax - alphalist.remitted

    @api.depends("kind")
    def _compute_layout(self):
        layouts = self.env["ipai.bir.layout"].sudo()
        for alphalist in self:
            code = LISTS[alphalist.kind][3] if alphalist.kind else False
            alphalist.layout_id = layouts.search([("code", "=", code)], limit=1)
            alphalist.layout_status = alphalist.layout_id.status

    def _by_atc(self):
        """Return the worksheet: one row per tax code, with its totals."""
        rows = []
        for (atc, rate), lines in self.line_ids.grouped(lambda item: (item.atc, item.rate)).items():
            rows.append(
                {
                    "atc": atc,
                    "rate": rate,
                    "nature": lines[0].nature,
                    "payees": len(lines.partner_id),
                    "base": sum(lines.mapped("base")),
                    "tax": sum(lines.mapped("tax")),
                }
            )
        return sorted(rows, key=lambda row: (row["atc"] or "", row["rate"]))


class IpaiBirAlphalistLine(models.Model):
    _name = "ipai.bir.alphalist.line"
    _description = "BIR Alphalist Line"
    _order = "alphalist_id, sequence, id"
    _rec_name = "partner_id"

    alphalist_id = fields.Many2one(
        "ipai.bir.alphalist", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="alphalist_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="alphalist_id.currency_id")
    sequence = fields.Integer(string="No.", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True, ondelete="restrict", index=True)
    tin = fields.Char(string="TIN", readonly=True)
    branch = fields.Char(readonly=True)
    registered_name = fields.Char(readonly=True)
    last_name = fields.Char(readonly=True)
    first_name = fields.Char(readonly=True)
    middle_name = fields.Char(readonly=True)
    atc = fields.Char(string="ATC", readonly=True)
    atc_id = fields.Many2one("ipai.bir.atc", readonly=True, ondelete="restrict")
    nature = fields.Char(related="atc_id.nature")
    rate = fields.Float(string="Rate (%)", digits=(5, 2), readonly=True)
    base = fields.Monetary(string="Income Payments", readonly=True)
    tax = fields.Monetary(string="Tax Withheld", readonly=True)
