from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

OPEN_STATES = ("draft", "prepared", "reviewed")
FILED_STATES = ("filed", "confirmed", "amended")
OFFICER = "ipai_bir_base.group_bir_officer"
MANAGER = "ipai_bir_base.group_bir_manager"
TRANSITIONS = {
    ("draft", "prepared"): OFFICER,
    ("prepared", "draft"): OFFICER,
    ("prepared", "reviewed"): MANAGER,
    ("reviewed", "draft"): MANAGER,
    ("reviewed", "filed"): MANAGER,
    ("filed", "confirmed"): MANAGER,
    ("filed", "amended"): MANAGER,
    ("confirmed", "amended"): MANAGER,
    ("draft", "cancelled"): MANAGER,
    ("cancelled", "draft"): MANAGER,
}
# Set by the transitions alone, never by a client.
STAMPS = {
    "preparer_id",
    "prepared_on",
    "reviewer_id",
    "reviewed_on",
    "filer_id",
    "confirmed_on",
    "evidence_checksums",
    "reminder_stage",
    "amendment_no",
    "original_id",
    "due_date",
    "statutory_due_date",
}
MANAGER_FIELDS = {"extended_due_date", "extension_basis", "cancel_reason"}
DRAFT_FIELDS = {
    "registration_id",
    "obligation_id",
    "period_start",
    "period_end",
    "amount",
    "penalty",
    "nil_return",
}
UNTIL_FILED_FIELDS = {"reference", "filed_on", "extended_due_date", "extension_basis"}
REMINDER_DAYS = (1, 3, 10)
LATE = -1


class IpaiBirFiling(models.Model):
    _name = "ipai.bir.filing"
    _description = "BIR Filing"
    _inherit = ["mail.thread", "mail.activity.mixin"]
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
        return "soon" if (self.due_date - today).days <= max(REMINDER_DAYS) else "upcoming"

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

    @api.constrains("registration_id", "obligation_id", "period_end", "extended_due_date")
    def _check_due_date(self):
        for filing in self.filtered(lambda filing: not filing.due_date):
            raise ValidationError(
                self.env._(
                    "%(form)s has no due rule in force for a period ending %(end)s.",
                    form=filing.obligation_id.code,
                    end=filing.period_end,
                )
            )

    @api.constrains("registration_id", "obligation_id")
    def _check_head_office(self):
        for filing in self:
            if filing.obligation_id.head_office_only and not filing.registration_id.is_head_office:
                raise ValidationError(
                    self.env._("%s is filed by the head office only.", filing.obligation_id.code)
                )

    @api.constrains("extended_due_date", "extension_basis")
    def _check_extension(self):
        for filing in self.filtered("extended_due_date"):
            if not filing.extension_basis:
                raise ValidationError(
                    self.env._("Name the issuance that extends the due date.")
                )
            if filing.statutory_due_date and filing.extended_due_date < filing.statutory_due_date:
                raise ValidationError(
                    self.env._("An extension lies after the statutory due date.")
                )

    @api.constrains("state", "preparer_id", "reviewer_id")
    def _check_segregation(self):
        for filing in self:
            if filing.reviewer_id and filing.reviewer_id == filing.preparer_id:
                raise ValidationError(
                    self.env._(
                        "%(user)s prepared %(filing)s; somebody else must review it.",
                        user=filing.preparer_id.name,
                        filing=filing.name,
                    )
                )

    @api.constrains("state", "reference", "filed_on", "attachment_ids", "evidence_checksums")
    def _check_evidence(self):
        for filing in self.filtered("is_filed"):
            missing = [
                label
                for value, label in (
                    (filing.reference, self.env._("the filing reference")),
                    (filing.filed_on, self.env._("the filing date")),
                    (filing.attachment_ids, self.env._("an attachment as evidence")),
                )
                if not value
            ]
            if missing:
                raise ValidationError(
                    self.env._(
                        "%(filing)s cannot be filed without %(missing)s.",
                        filing=filing.name,
                        missing=", ".join(missing),
                    )
                )
            if filing.filed_on > fields.Date.context_today(filing):
                raise ValidationError(self.env._("The filing date lies in the future."))
            kept = set(filing.sudo().attachment_ids.mapped("checksum"))
            if not set((filing.evidence_checksums or "").split()) <= kept:
                raise ValidationError(
                    self.env._("The evidence of %s cannot be removed.", filing.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_client_values(vals)
                if vals.get("state", "draft") != "draft":
                    raise UserError(self.env._("A filing starts as a draft."))
        filings = super().create(vals_list)
        filings._adopt_attachments()
        filings.filtered("is_filed")._seal_evidence()
        return filings

    def write(self, vals):
        if not self.env.su:
            self._check_client_values(vals)
            self._check_frozen(vals)
        if "state" in vals:
            vals = {**vals, **self._transition(vals)}
        if "extended_due_date" in vals:
            vals = {**vals, "reminder_stage": 0}
        result = super().write(vals)
        if vals.get("state") == "filed":
            self._seal_evidence()
        if "attachment_ids" in vals:
            self._adopt_attachments()
        return result

    @api.model
    def _check_client_values(self, vals):
        stamps = STAMPS & vals.keys()
        if stamps:
            raise AccessError(
                self.env._("These fields are set by Odoo alone: %s.", ", ".join(sorted(stamps)))
            )
        if any(vals.get(name) for name in MANAGER_FIELDS) and not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only a BIR manager extends a due date or declares a filing not due.")
            )

    def _check_frozen(self, vals):
        for filing in self:
            frozen = DRAFT_FIELDS if filing.state != "draft" else set()
            if filing.is_filed:
                frozen = frozen | UNTIL_FILED_FIELDS
            touched = sorted(frozen & vals.keys())
            if touched:
                raise UserError(
                    self.env._(
                        "%(filing)s is %(state)s: %(fields)s can no longer change. Send it "
                        "back to draft, or amend it once it is filed.",
                        filing=filing.name,
                        state=dict(self._fields["state"]._description_selection(self.env))[
                            filing.state
                        ].lower(),
                        fields=", ".join(
                            self._fields[name]._description_string(self.env) for name in touched
                        ),
                    )
                )

    def _transition(self, vals):
        """Check the step for every filing and return the stamps that go with it."""
        state = vals["state"]
        for filing in self:
            group = TRANSITIONS.get((filing.state, state))
            if not group:
                raise UserError(
                    self.env._(
                        "%(filing)s cannot go from %(before)s to %(after)s.",
                        filing=filing.name,
                        before=filing.state,
                        after=state,
                    )
                )
            if not self.env.user.has_group(group):
                raise AccessError(self.env._("You may not make a filing %s.", state))
            getattr(filing, f"_before_{state}", lambda values: None)(vals)
        return getattr(self, f"_stamp_{state}", dict)()

    def _before_prepared(self, vals):
        amount = vals.get("amount", self.amount)
        nil_return = vals.get("nil_return", self.nil_return)
        if self.obligation_kind == "return" and not amount and not nil_return:
            raise UserError(
                self.env._("Enter the tax due of %s, or tick Nil Return.", self.name)
            )
        if amount and nil_return:
            raise UserError(self.env._("%s has an amount: it is no nil return.", self.name))

    def _before_reviewed(self, vals):
        if self.preparer_id == self.env.user:
            raise UserError(
                self.env._("You prepared %s; somebody else must review it.", self.name)
            )

    def _before_amended(self, vals):
        if not self.amendment_ids:
            raise UserError(self.env._("Use Amend, which creates the amending filing."))

    def _before_cancelled(self, vals):
        if not vals.get("cancel_reason", self.cancel_reason):
            raise UserError(self.env._("Say why %s is not due.", self.name))

    def _stamp_draft(self):
        return {
            "preparer_id": False,
            "prepared_on": False,
            "reviewer_id": False,
            "reviewed_on": False,
        }

    def _stamp_prepared(self):
        return {"preparer_id": self.env.uid, "prepared_on": fields.Datetime.now()}

    def _stamp_reviewed(self):
        return {"reviewer_id": self.env.uid, "reviewed_on": fields.Datetime.now()}

    def _stamp_filed(self):
        return {"filer_id": self.env.uid}

    def _seal_evidence(self):
        for filing in self.sudo():
            checksums = filing.attachment_ids.mapped("checksum")
            filing.evidence_checksums = " ".join(sorted(filter(None, checksums)))

    def _stamp_confirmed(self):
        return {"confirmed_on": fields.Datetime.now()}

    def _adopt_attachments(self):
        """Tie uploads to the filing, else only their uploader could read them."""
        for filing in self:
            loose = filing.sudo().attachment_ids.filtered(
                lambda attachment, filing=filing: not attachment.res_id
                and (filing.env.su or attachment.create_uid == filing.env.user)
            )
            if loose:
                loose.write({"res_model": self._name, "res_id": filing.id})

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        for filing in self.filtered(lambda filing: filing.state not in ("draft", "cancelled")):
            raise UserError(self.env._("%s is no draft and stays on record.", filing.name))

    def copy(self, default=None):
        raise UserError(
            self.env._("A filing is not duplicated. Amend it, or create one for another period.")
        )

    def action_prepare(self):
        self.write({"state": "prepared"})
        self._end_reminders()
        for filing in self.filtered("registration_id.reviewer_id"):
            filing.activity_schedule(
                "ipai_bir_base.mail_activity_type_review",
                date_deadline=filing.due_date,
                user_id=filing.registration_id.reviewer_id.id,
                summary=self.env._("Review %s", filing.name),
            )

    def action_review(self):
        self.write({"state": "reviewed"})
        self.activity_feedback(["ipai_bir_base.mail_activity_type_review"])

    def action_send_back(self):
        self.write({"state": "draft"})
        self.activity_unlink(["ipai_bir_base.mail_activity_type_review"])

    def action_file(self):
        undated = self.filtered(lambda filing: not filing.filed_on)
        undated.write({"filed_on": fields.Date.context_today(self)})
        self.write({"state": "filed"})
        self._end_reminders()

    def action_confirm(self):
        self.write({"state": "confirmed"})

    def action_not_due(self):
        self.write({"state": "cancelled"})
        self._end_reminders()

    def action_reopen(self):
        self.write({"state": "draft", "cancel_reason": False})

    def action_amend(self):
        """Create the amending filing and open it."""
        self.ensure_one()
        if self.state not in ("filed", "confirmed"):
            raise UserError(self.env._("Only what was filed can be amended."))
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a BIR manager amends a filing."))
        self.check_access("write")
        amendment = self.sudo().create(
            {
                "registration_id": self.registration_id.id,
                "obligation_id": self.obligation_id.id,
                "period_start": self.period_start,
                "period_end": self.period_end,
                "amount": self.amount,
                "nil_return": self.nil_return,
                "amendment_no": self.amendment_no + 1,
                "original_id": self.id,
            }
        )
        self.write({"state": "amended"})
        self.message_post(body=self.env._("Amended by %s.", amendment._get_html_link()))
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": amendment.id,
            "view_mode": "form",
        }

    @api.model
    def _open_domain(self):
        return Domain("state", "in", OPEN_STATES) & Domain("amendment_no", "=", 0)

    def _refresh_due_dates(self):
        """Follow rules and holidays entered since; what is filed keeps its date."""
        pending = self.filtered(lambda filing: filing.state in OPEN_STATES)
        for name in ("statutory_due_date", "due_date"):
            self.env.add_to_compute(self._fields[name], pending)

    def _end_reminders(self):
        self.sudo().activity_unlink(["ipai_bir_base.mail_activity_type_deadline"])

    @api.model
    def _cron_remind(self):
        """Remind ten, three and one day ahead, and once when a filing is late."""
        horizon = fields.Date.context_today(self) + timedelta(days=max(REMINDER_DAYS))
        pending = self.search(self._open_domain() & Domain("due_date", "<=", horizon))
        for filing in pending:
            filing._remind()

    def _remind(self):
        today = fields.Date.context_today(self)
        left = (self.due_date - today).days
        stage = LATE if left < 0 else min(days for days in REMINDER_DAYS if left <= days)
        user = self._reminder_user(stage)
        if stage == self.reminder_stage or not user:
            return
        self._end_reminders()
        self.activity_schedule(
            "ipai_bir_base.mail_activity_type_deadline",
            date_deadline=self.due_date,
            user_id=user.id,
            summary=self.env._("%s is overdue", self.name)
            if stage == LATE
            else self.env._("%(filing)s is due in %(days)s day(s)", filing=self.name, days=left),
        )
        self.reminder_stage = stage

    def _reminder_user(self, stage):
        registration = self.registration_id
        first, second = registration.preparer_id, registration.reviewer_id
        return second or first if stage == LATE or self.state != "draft" else first or second
