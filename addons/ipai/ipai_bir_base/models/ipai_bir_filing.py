from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

OPEN_STATES = ("draft", "prepared", "reviewed")
FILED_STATES = ("filed", "confirmed", "amended")
SOON_DAYS = 10


class IpaiBirFiling(models.Model):
    _name = "ipai.bir.filing"
    _description = "BIR Filing"
    _inherit = ["ipai.evidence.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "due_date, registration_id, obligation_id, id"
    _check_company_auto = True
    _mail_post_access = "read"
    _rec_names_search = ["name", "reference"]

    name = fields.Char(compute="_compute_name", store=True)
    registration_id = fields.Many2one(
        "ipai.bir.registration",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    company_id = fields.Many2one(
        related="registration_id.company_id",
        store=True,
        precompute=True,
        required=True,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    rdo = fields.Char(related="registration_id.rdo")
    obligation_id = fields.Many2one(
        "ipai.bir.obligation",
        string="Form",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    obligation_kind = fields.Selection(related="obligation_id.kind")
    period_start = fields.Date(required=True)
    period_end = fields.Date(required=True, index=True)
    period = fields.Char(compute="_compute_name", store=True)
    statutory_due_date = fields.Date(
        compute="_compute_statutory_due_date",
        store=True,
        help="By the due rule in force, moved off weekends and holidays. It follows "
        "holidays entered later until the filing is filed.",
    )
    extended_due_date = fields.Date(
        string="Extended Until", tracking=True, help="Extension granted by the BIR."
    )
    extension_basis = fields.Char(help="The issuance that grants the extension.")
    due_date = fields.Date(compute="_compute_due_date", store=True, index=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("prepared", "Prepared"),
            ("reviewed", "Reviewed"),
            ("filed", "Filed"),
            ("confirmed", "Confirmed"),
            ("amended", "Amended"),
            ("cancelled", "Not Due"),
        ],
        string="Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand="_expand_states",
    )
    amount = fields.Monetary(
        string="Tax Due", tracking=True, help="Tax payable with this return."
    )
    penalty = fields.Monetary(
        string="Penalties", help="Surcharge, interest and compromise penalty."
    )
    amount_total = fields.Monetary(
        string="Total Payable", compute="_compute_amount_total", store=True
    )
    nil_return = fields.Boolean(
        help="Nothing is payable, on purpose. A return with no amount cannot be "
        "prepared without it."
    )
    reference = fields.Char(
        tracking=True,
        copy=False,
        help="eFPS filing reference, eBIRForms confirmation or bank stamp number.",
    )
    filed_on = fields.Date(string="Filing Date", copy=False, tracking=True)
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Evidence",
        copy=False,
        help="Filed return, confirmation and proof of payment. They can no longer be "
        "removed once the filing is filed.",
    )
    evidence_checksums = fields.Char(readonly=True, copy=False)
    preparer_id = fields.Many2one("res.users", string="Prepared By", readonly=True, copy=False)
    prepared_on = fields.Datetime(readonly=True, copy=False)
    reviewer_id = fields.Many2one("res.users", string="Reviewed By", readonly=True, copy=False)
    reviewed_on = fields.Datetime(readonly=True, copy=False)
    filer_id = fields.Many2one("res.users", string="Filed By", readonly=True, copy=False)
    confirmed_on = fields.Datetime(readonly=True, copy=False)
    cancel_reason = fields.Char(string="Why Not Due", copy=False)
    amendment_no = fields.Integer(
        string="Amendment", required=True, default=0, readonly=True, copy=False
    )
    original_id = fields.Many2one(
        "ipai.bir.filing", string="Amends", readonly=True, copy=False, index="btree_not_null"
    )
    amendment_ids = fields.One2many("ipai.bir.filing", "original_id", string="Amendments")
    is_filed = fields.Boolean(compute="_compute_is_filed")
    deadline_status = fields.Selection(
        [
            ("upcoming", "Upcoming"),
            ("soon", "Due soon"),
            ("overdue", "Overdue"),
            ("on_time", "On time"),
            ("late", "Filed late"),
        ],
        string="Deadline",
        compute="_compute_deadline_status",
    )
    days_late = fields.Integer(compute="_compute_deadline_status")
    reminder_stage = fields.Integer(default=0, readonly=True, copy=False)
    note = fields.Html(string="Working Notes")

    _period_unique = models.UniqueIndex(
        "(registration_id, obligation_id, period_end, amendment_no)",
        "This form is already on file for this registration and period.",
    )
    _period_ordered = models.Constraint(
        "CHECK (period_end >= period_start)", "A period cannot end before it starts."
    )
    _amounts_positive = models.Constraint(
        "CHECK (amount >= 0 AND penalty >= 0)", "Amounts payable cannot be negative."
    )

    @api.depends("registration_id.name", "obligation_id", "period_end", "amendment_no")
    def _compute_name(self):
        for filing in self:
            filing.period = filing._period_label()
            parts = [filing.obligation_id.code, filing.period, filing.registration_id.name]
            if filing.amendment_no:
                parts.append(self.env._("amendment %s", filing.amendment_no))
            filing.name = " · ".join(filter(None, parts))

    def _period_label(self):
        end, obligation = self.period_end, self.obligation_id
        if not end or not obligation:
            return False
        if obligation.frequency == "monthly":
            return f"{end:%Y-%m}"
        closing = int(self.registration_id.fiscal_month or 12)
        is_fiscal = obligation.fiscal_periods and closing != 12
        months_in = (end.month - closing) % 12 or 12 if is_fiscal else end.month
        year = end.year + (is_fiscal and end.month > closing)
        label = f"FY{year}" if is_fiscal else str(year)
        return f"{label}-Q{months_in // 3}" if obligation.frequency == "quarterly" else label

    @api.depends("registration_id", "obligation_id", "period_end")
    def _compute_statutory_due_date(self):
        self.statutory_due_date = False
        complete = self.filtered(
            lambda filing: filing.registration_id and filing.obligation_id and filing.period_end
        )
        for calendar, filings in complete.grouped(
            lambda filing: filing.registration_id.calendar_id
        ).items():
            ends = filings.mapped("period_end")
            working_dates = calendar._bir_working_dates(
                min(ends) - timedelta(days=45), max(ends) + timedelta(days=440)
            )
            for filing in filings:
                filing.statutory_due_date = filing.obligation_id._due_date(
                    filing.period_end, filing.registration_id.efps_group, working_dates
                )

    @api.depends("statutory_due_date", "extended_due_date")
    def _compute_due_date(self):
        for filing in self:
            filing.due_date = filing.extended_due_date or filing.statutory_due_date

    @api.depends("amount", "penalty")
    def _compute_amount_total(self):
        for filing in self:
            filing.amount_total = filing.amount + filing.penalty

    @api.depends("state")
    def _compute_is_filed(self):
        for filing in self:
            filing.is_filed = filing.state in FILED_STATES

    @api.depends("state", "due_date", "filed_on", "amendment_no")
    def _compute_deadline_status(self):
        today = fields.Date.context_today(self)
        for filing in self:
            closed_on = filing.filed_on if filing.is_filed else today
            is_bound = filing.due_date and not filing.amendment_no
            late = max((closed_on - filing.due_date).days, 0) if is_bound and closed_on else 0
            filing.days_late = 0 if filing.state == "cancelled" else late
            filing.deadline_status = filing._deadline_status(today) if is_bound else False

    def _deadline_status(self, today):
        if self.state == "cancelled":
            return False
        if self.is_filed:
            return "late" if self.days_late else "on_time"
        if self.days_late:
            return "overdue"
        return "soon" if (self.due_date - today).days <= SOON_DAYS else "upcoming"

    @api.model
    def _expand_states(self, states, domain):
        return [state for state in dict(self._fields["state"].selection) if state != "cancelled"]

    @api.onchange("obligation_id", "registration_id")
    def _onchange_obligation(self):
        """Propose the period that ended last."""
        if not self.obligation_id or not self.registration_id or self._origin.period_end:
            return
        today = fields.Date.context_today(self)
        periods = self.obligation_id._periods(
            int(self.registration_id.fiscal_month), today - timedelta(days=500), today
        )
        for start, end in periods:
            self.period_start, self.period_end = start, end

    @api.model
    def _open_domain(self):
        return Domain("state", "in", OPEN_STATES) & Domain("amendment_no", "=", 0)

    def _evidence_content(self):
        return {
            "filing": self.name,
            "state": self.state,
            "amount": self.amount,
            "penalty": self.penalty,
            "reference": self.reference,
            "filed_on": str(self.filed_on),
            "prepared_by": self.preparer_id.id,
            "reviewed_by": self.reviewer_id.id,
        }

    def _refresh_due_dates(self):
        """Follow rules and holidays entered since; what is filed keeps its date."""
        pending = self.filtered(lambda filing: filing.state in OPEN_STATES)
        for name in ("statutory_due_date", "due_date"):
            self.env.add_to_compute(self._fields[name], pending)
