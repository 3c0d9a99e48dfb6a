import hashlib
import json
from datetime import datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class IpaiClosePeriod(models.Model):
    _name = "ipai.close.period"
    _description = "Close Period"
    _inherit = ["ipai.evidence.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, company_id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    template_id = fields.Many2one(
        "ipai.close.template", required=True, check_company=True, ondelete="restrict"
    )
    date_from = fields.Date(required=True, default=lambda self: self._default_month())
    date_to = fields.Date(
        required=True,
        index=True,
        default=lambda self: self._default_month() + relativedelta(day=31),
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("open", "Open"),
            ("in_review", "In Review"),
            ("closed", "Closed"),
            ("reopened", "Reopened"),
        ],
        string="Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    task_ids = fields.One2many("ipai.close.task", "period_id", copy=False)
    check_ids = fields.One2many("ipai.close.check", "period_id", copy=False)
    task_count = fields.Integer(compute="_compute_progress", store=True)
    done_count = fields.Integer(compute="_compute_progress", store=True)
    progress = fields.Float(
        string="Progress (%)", compute="_compute_progress", store=True, aggregator="avg"
    )
    red_count = fields.Integer(
        string="Red Checks", compute="_compute_red_count", store=True, aggregator="sum"
    )
    checked_on = fields.Datetime(string="Checks Refreshed", readonly=True, copy=False)
    ledger_sha256 = fields.Char(
        string="Trial Balance SHA-256",
        readonly=True,
        copy=False,
        help="Fingerprint of the account balances at the period's end when it was closed.",
    )
    ledger_changed = fields.Boolean(
        readonly=True, copy=False, help="Balances differ from those that were closed."
    )
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False, tracking=True)
    closed_on = fields.Datetime(readonly=True, copy=False)
    exception_ids = fields.Many2many(
        "account.lock_exception", string="Lock Exceptions", readonly=True, copy=False
    )

    _period_unique = models.UniqueIndex(
        "(company_id, template_id, date_to)", "This period already exists."
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_to >= date_from)", "A period cannot end before it starts."
    )

    @api.model
    def _default_month(self):
        return fields.Date.context_today(self).replace(day=1) - relativedelta(months=1)

    @api.depends("date_from", "date_to", "company_id.name")
    def _compute_name(self):
        for period in self:
            is_month = period.date_from and period.date_to == period.date_from + relativedelta(
                day=31
            )
            span = f"{period.date_from} – {period.date_to}"
            dates = f"{period.date_to:%Y-%m}" if is_month else span
            period.name = f"{dates} · {period.company_id.name}"

    @api.depends("task_ids.state")
    def _compute_progress(self):
        for period in self:
            done = period.task_ids.filtered(lambda task: task.state in ("approved", "na"))
            period.task_count = len(period.task_ids)
            period.done_count = len(done)
            period.progress = 100 * len(done) / (len(period.task_ids) or 1)

    @api.depends("check_ids.state")
    def _compute_red_count(self):
        for period in self:
            period.red_count = len(period.check_ids.filtered(lambda item: item.state == "red"))

    @api.constrains("company_id", "date_from", "date_to")
    def _check_overlap(self):
        for period in self:
            overlapping = self.search_count(
                [
                    ("id", "!=", period.id),
                    ("company_id", "=", period.company_id.id),
                    ("template_id", "=", period.template_id.id),
                    ("date_from", "<=", period.date_to),
                    ("date_to", ">=", period.date_from),
                ]
            )
            if overlapping:
                raise ValidationError(self.env._("%s overlaps another period.", period.name))

    def _due_date(self, workday):
        """Return the working day so many days after, or before, the period's end."""
        calendar = self.company_id.resource_calendar_id
        tz = pytz.timezone(calendar.tz or "UTC")
        start = self.date_to + timedelta(days=1) if workday > 0 else self.date_to
        moment = tz.localize(datetime.combine(start, time.min if workday > 0 else time.max))
        planned = calendar.plan_days(workday, moment, compute_leaves=True)
        return planned.astimezone(tz).date() if planned else self.date_to

    def _evidence_content(self):
        tasks = [
            [task.name, task.state, task.done_by_id.id, task.approved_by_id.id]
            for task in self.task_ids
        ]
        checks = [
            [check.code, check.value, check.threshold, check.state, check.waiver_reason]
            for check in self.check_ids
        ]
        return {
            "period": [self.company_id.id, str(self.date_from), str(self.date_to)],
            "state": self.state,
            "ledger": self.ledger_sha256,
            "tasks": tasks,
            "checks": checks,
        }

    def _evidence_attachments(self):
        found = super()._evidence_attachments()
        return found.union(*(task._evidence_attachments() for task in self.task_ids))

    def _ledger_digest(self):
        """Return the SHA-256 of the balance of every account at the period's end."""
        self.ensure_one()
        balances = self.env["account.move.line"].sudo()._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", self.date_to),
            ],
            ["account_id"],
            ["balance:sum"],
        )
        rounded = sorted(
            [account.id, self.company_id.currency_id.round(balance)]
            for account, balance in balances
        )
        return hashlib.sha256(json.dumps(rounded).encode()).hexdigest()
