from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

MONTHS = {"monthly": 1, "quarterly": 3, "annual": 12}
EFPS_GROUPS = [(letter, f"Group {letter.upper()}") for letter in "abcde"]


class IpaiBirObligation(models.Model):
    _name = "ipai.bir.obligation"
    _description = "BIR Filing Obligation"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, code"
    _rec_name = "code"
    _rec_names_search = ["code", "name"]

    sequence = fields.Integer(default=10)
    code = fields.Char(string="Form", required=True, tracking=True)
    name = fields.Char(string="Title", required=True, translate=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("return", "Return with payment"),
            ("information", "Information return"),
            ("certificate", "Certificate to payee"),
        ],
        required=True,
        default="return",
    )
    frequency = fields.Selection(
        [("monthly", "Monthly"), ("quarterly", "Quarterly"), ("annual", "Annual")],
        required=True,
        default="quarterly",
        tracking=True,
    )
    fiscal_periods = fields.Boolean(
        string="Follows Fiscal Year",
        help="Quarters and years end with the registration's fiscal year instead of "
        "the calendar year.",
    )
    skip_quarter_end = fields.Boolean(
        string="Not for Quarter's Last Month",
        help="The third month is covered by the quarterly return.",
    )
    head_office_only = fields.Boolean(
        help="Filed once for the whole taxpayer, by branch 000."
    )
    rule_ids = fields.One2many(
        "ipai.bir.obligation.rule", "obligation_id", string="Due Rules", copy=True
    )
    due_summary = fields.Char(string="Due", compute="_compute_due_summary")
    owner_id = fields.Many2one(
        "res.users",
        string="Compliance Owner",
        help="Reconfirms the rules of this form every year.",
    )
    confirmed_on = fields.Date(readonly=True, copy=False, tracking=True)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    confirmation_state = fields.Selection(
        [("never", "Unconfirmed"), ("due", "To reconfirm"), ("ok", "Confirmed")],
        compute="_compute_confirmation_state",
        help="Rules come from public guides. The compliance owner confirms them "
        "against current BIR issuances once a year.",
    )

    _code_unique = models.UniqueIndex("(code)", "This form already exists.")

    @api.depends("code", "name")
    @api.depends_context("bir_form_title")
    def _compute_display_name(self):
        for obligation in self:
            obligation.display_name = (
                f"{obligation.code} {obligation.name or ''}".strip()
                if self.env.context.get("bir_form_title")
                else obligation.code
            )

    @api.depends("rule_ids.summary", "rule_ids.date_from", "rule_ids.efps_group")
    def _compute_due_summary(self):
        today = fields.Date.context_today(self)
        for obligation in self:
            obligation.due_summary = obligation._rule(today).summary

    @api.depends("confirmed_on")
    def _compute_confirmation_state(self):
        a_year_ago = fields.Date.context_today(self) - relativedelta(years=1)
        for obligation in self:
            if not obligation.confirmed_on:
                obligation.confirmation_state = "never"
            else:
                is_old = obligation.confirmed_on <= a_year_ago
                obligation.confirmation_state = "due" if is_old else "ok"

    def action_confirm_rules(self):
        if not self.env.user.has_group("ipai_bir_base.group_bir_manager"):
            raise UserError(self.env._("Only a BIR manager confirms due rules."))
        self.write(
            {
                "confirmed_on": fields.Date.context_today(self),
                "confirmed_by_id": self.env.uid,
            }
        )
        self.activity_feedback(["ipai_bir_base.mail_activity_type_confirm"])

    def _reset_confirmation(self):
        confirmed = self.filtered("confirmed_on")
        confirmed.write({"confirmed_on": False, "confirmed_by_id": False})

    def _periods(self, fiscal_month, first, last):
        """Yield ``(start, end)`` of every period that ends from first to last.

        :param int fiscal_month: month that ends the fiscal year, 1 to 12
        """
        self.ensure_one()
        length = MONTHS[self.frequency]
        closing = fiscal_month if self.fiscal_periods else 12
        month = first.replace(day=1)
        while month <= last:
            end = month + relativedelta(day=31)
            is_closing = (month.month - closing) % length == 0
            is_skipped = self.skip_quarter_end and (month.month - closing) % 3 == 0
            if is_closing and not is_skipped and first <= end <= last:
                yield month - relativedelta(months=length - 1), end
            month += relativedelta(months=1)

    def _rule(self, period_end, efps_group=False):
        """Return the rule in force for a period; one for the eFPS group goes first."""
        rules = self.rule_ids.filtered(
            lambda rule: rule.date_from <= period_end
            and (not rule.efps_group or rule.efps_group == efps_group)
        )
        return rules.sorted(lambda rule: (bool(rule.efps_group), rule.date_from))[-1:]

    def _due_date(self, period_end, efps_group, working_dates):
        """Return the due date, moved off weekends and holidays as the rule says.

        :param set working_dates: dates worked around the nominal date
        """
        rule = self._rule(period_end, efps_group)
        if not rule:
            return False
        step = {"next": 1, "previous": -1, "none": 0}[rule.weekend_rule]
        due = nominal = rule._nominal_date(period_end)
        while step and due not in working_dates:
            due += timedelta(days=step)
            if abs((due - nominal).days) > 30:
                raise UserError(
                    self.env._("The BIR calendar has no working day near %s.", nominal)
                )
        return due

    def _cron_ask_confirmation(self):
        """Ask each compliance owner once a year to reconfirm the rules."""
        owned = self.search([("owner_id", "!=", False)])
        stale = owned.filtered(lambda obligation: obligation.confirmation_state != "ok")
        asked = stale.activity_search(["ipai_bir_base.mail_activity_type_confirm"])
        for obligation in stale - self.browse(asked.mapped("res_id")):
            obligation.activity_schedule(
                "ipai_bir_base.mail_activity_type_confirm",
                user_id=obligation.owner_id.id,
                summary=self.env._("Reconfirm the due rules of %s", obligation.code),
            )


class IpaiBirObligationRule(models.Model):
    _name = "ipai.bir.obligation.rule"
    _description = "BIR Due Date Rule"
    _order = "date_from desc, efps_group desc, id"
    _rec_name = "summary"

    obligation_id = fields.Many2one(
        "ipai.bir.obligation", required=True, ondelete="cascade", index=True
    )
    date_from = fields.Date(
        string="Periods From",
        required=True,
        default="2018-01-01",
        help="The rule holds for periods that end on or after this date.",
    )
    efps_group = fields.Selection(
        EFPS_GROUPS,
        string="eFPS Group",
        help="Only for registrations of this staggered filing group; empty for all.",
    )
    month_offset = fields.Integer(
        string="Months After", default=1, help="Months between period end and due month."
    )
    day = fields.Integer(
        string="Day", default=31, help="Day of the due month; 31 is its last day."
    )
    weekend_rule = fields.Selection(
        [("next", "Next working day"), ("previous", "Working day before"), ("none", "Stays")],
        string="On Weekend or Holiday",
        required=True,
        default="next",
    )
    source = fields.Char(required=True, help="Issuance or guide the rule was taken from.")
    summary = fields.Char(compute="_compute_summary")

    _rule_unique = models.UniqueIndex(
        "(obligation_id, date_from, coalesce(efps_group, ''))",
        "There is already a rule for this group from that date.",
    )
    _day_range = models.Constraint(
        "CHECK (day BETWEEN 1 AND 31)", "The due day lies between 1 and 31."
    )
    _offset_range = models.Constraint(
        "CHECK (month_offset BETWEEN 0 AND 12)",
        "The due month lies at most twelve months after the period.",
    )

    @api.depends("day", "month_offset", "efps_group")
    def _compute_summary(self):
        for rule in self:
            rule.summary = self.env._(
                "%(day)s of month %(months)s after",
                day=self.env._("last day") if rule.day == 31 else rule.day,
                months=rule.month_offset,
            )

    def _nominal_date(self, period_end):
        month = period_end.replace(day=1) + relativedelta(months=self.month_offset)
        return month + relativedelta(day=self.day)

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules.obligation_id._reset_confirmation()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self.obligation_id._reset_confirmation()
        return result
