from odoo import api, fields, models

# Totals of the lists -> the box of the 2550Q each must equal.
TIES = {
    ("S", "tax"): ("2550Q_31", "balance"),
    ("S", "taxable"): ("2550Q_31", "tax_base"),
    ("S", "zero_rated"): ("2550Q_32", "tax_base"),
    ("S", "exempt"): ("2550Q_33", "tax_base"),
    ("P", "tax"): ("2550Q_44", "balance"),
    ("I", "tax"): ("2550Q_46", "balance"),
}


class IpaiBirVatReturn(models.Model):
    _name = "ipai.bir.vat.return"
    _description = "BIR Form 2550Q"
    _inherit = ["ipai.bir.computed", "ipai.evidence.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "period_end desc, registration_id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    registration_id = fields.Many2one(
        "ipai.bir.registration",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain=[("is_head_office", "=", True)],
    )
    company_id = fields.Many2one(
        related="registration_id.company_id",
        store=True,
        precompute=True,
        required=True,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    report_id = fields.Many2one("account.report", compute="_compute_report_id")
    period_start = fields.Date(required=True)
    period_end = fields.Date(required=True, index=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("computed", "Computed"),
            ("reviewed", "Reviewed"),
            ("filed", "Filed"),
        ],
        string="Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    line_ids = fields.One2many("ipai.bir.vat.return.line", "return_id", copy=False)
    adjustment_ids = fields.One2many(
        "ipai.bir.vat.adjustment", "return_id", string="Manual Lines", copy=False
    )
    slsp_ids = fields.One2many("ipai.bir.slsp.line", "return_id", copy=False)
    output_tax = fields.Monetary(readonly=True, copy=False, help="Box 34.")
    input_tax = fields.Monetary(
        string="Allowable Input Tax", readonly=True, copy=False, help="Box 60."
    )
    net_vat = fields.Monetary(string="Net VAT Payable", readonly=True, copy=False, help="Box 61.")
    still_payable = fields.Monetary(
        readonly=True, copy=False, help="Box 21: net VAT less credits and payments."
    )
    penalty = fields.Monetary(string="Penalties", readonly=True, copy=False, help="Box 25.")
    problems = fields.Text(readonly=True, copy=False)
    without_tin_count = fields.Integer(
        string="Partners Without TIN", readonly=True, copy=False
    )
    digest = fields.Char(string="SHA-256", readonly=True, copy=False)
    drift = fields.Boolean(
        string="Ledger Changed",
        readonly=True,
        copy=False,
        help="Entries of the period changed after the return was computed.",
    )
    computed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    computed_on = fields.Datetime(readonly=True, copy=False)
    reviewed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    reviewed_on = fields.Datetime(readonly=True, copy=False)
    filing_id = fields.Many2one(
        "ipai.bir.filing", readonly=True, copy=False, check_company=True, ondelete="set null"
    )
    file_ids = fields.Many2many(
        "ir.attachment", string="DAT Files", readonly=True, copy=False
    )
    layout_status = fields.Char(compute="_compute_layout_status")

    _period_unique = models.UniqueIndex(
        "(registration_id, period_end)", "This quarter already has a return."
    )

    @api.depends("registration_id.name", "registration_id.fiscal_month", "period_end")
    def _compute_name(self):
        for vat_return in self:
            end = vat_return.period_end
            closing = int(vat_return.registration_id.fiscal_month or 12)
            if not end:
                vat_return.name = False
                continue
            quarter = ((end.month - closing) % 12 or 12) // 3
            is_fiscal = closing != 12
            year = end.year + (is_fiscal and end.month > closing)
            period = f"{'FY' if is_fiscal else ''}{year}-Q{quarter}"
            vat_return.name = f"2550Q · {period} · {vat_return.registration_id.name}"

    def _compute_report_id(self):
        self.report_id = self.env.ref("l10n_ph.vat")

    @api.depends("file_ids")
    def _compute_layout_status(self):
        layouts = self.env["ipai.bir.layout"].sudo()
        found = layouts.search([("code", "in", ("SLS", "SLP"))]).mapped("status")
        for vat_return in self:
            vat_return.layout_status = "unverified" if "unverified" in found else "verified"

    def _evaluate(self):
        """Return the figures of the form by box and label, and issues."""
        self.ensure_one()
        values, issues = self.env["ipai.report.evaluator"]._evaluate(
            self.report_id, self.period_start, self.period_end, self.company_id
        )
        figures = {
            (expression.report_line_id.code, expression.label): self.currency_id.round(value)
            for expression, value in values.items()
        }
        return figures, issues

    def _evidence_content(self):
        adjustments = [
            [item.expression_id.id, item.amount, item.reason] for item in self.adjustment_ids
        ]
        return {
            "return": self.name,
            "state": self.state,
            "digest": self.digest,
            "lines": [[line.code, line.tax_base, line.balance] for line in self.line_ids],
            "adjustments": adjustments,
        }

    def _evidence_attachments(self):
        # The lists may be written again until the return is filed: they follow from the lines.
        found = super()._evidence_attachments()
        return found if self.state == "filed" else found - self.file_ids

    def _find_problems(self, figures):
        """Return what keeps the return from review: lists that do not tie to the form."""
        problems = []
        for (kind, column), box in TIES.items():
            listed = sum(self.slsp_ids.filtered(lambda s, k=kind: s.kind == k).mapped(column))
            stated = figures.get(box, 0.0)
            if self.currency_id.compare_amounts(listed, stated):
                problems.append(
                    self.env._(
                        "%(kind)s list, %(column)s %(listed)s: box %(box)s says %(stated)s.",
                        kind={"S": "Sales", "P": "Purchases", "I": "Importations"}[kind],
                        column=column,
                        listed=self.currency_id.format(listed),
                        box=box[0].removeprefix("2550Q_"),
                        stated=self.currency_id.format(stated),
                    )
                )
        return problems


class IpaiBirVatReturnLine(models.Model):
    _name = "ipai.bir.vat.return.line"
    _description = "Line of BIR Form 2550Q"
    _order = "return_id, sequence, id"
    _rec_name = "name"

    return_id = fields.Many2one(
        "ipai.bir.vat.return", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="return_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="return_id.currency_id")
    sequence = fields.Integer()
    report_line_id = fields.Many2one(
        "account.report.line", required=True, ondelete="restrict", readonly=True
    )
    code = fields.Char(readonly=True)
    name = fields.Char(string="Box", readonly=True)
    level = fields.Integer(readonly=True)
    has_base = fields.Boolean(readonly=True)
    has_amount = fields.Boolean(readonly=True)
    is_manual = fields.Boolean(string="Manual", readonly=True)
    tax_base = fields.Monetary(readonly=True)
    balance = fields.Monetary(string="Amount", readonly=True)

    def action_open_entries(self):
        """Show the journal items the box rests on."""
        self.ensure_one()
        vat_return = self.return_id
        period = {
            "date_from": vat_return.period_start,
            "date_to": vat_return.period_end,
            "companies": vat_return.company_id,
        }
        evaluator = self.env["ipai.report.evaluator"]
        expressions = self.report_line_id.expression_ids._expand_aggregations()
        domain = fields.Domain.OR(
            evaluator._items_domain(expression, period)
            for expression in expressions
            if expression.engine in ("tax_tags", "account_codes", "domain")
        )
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_account_moves_all")
        return {**action, "name": self.name, "domain": list(domain), "context": {}}
