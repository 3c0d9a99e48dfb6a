from datetime import datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

MEASURES = ("__count", "reached_count:sum", "failed_count:sum", "excused_count:sum",
            "ongoing_count:sum", "attainment:avg", "used_hours:avg")


class IpaiSlaMonthly(models.TransientModel):
    _name = "ipai.sla.monthly"
    _description = "Service Level Report"

    date_from = fields.Date(required=True, default=lambda self: self._default_month())
    date_to = fields.Date(
        required=True, default=lambda self: self._default_month() + relativedelta(day=31)
    )
    project_ids = fields.Many2many(
        "project.project",
        string="Queues",
        domain="[('is_service_desk', '=', True)]",
        help="Empty: all.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    @api.model
    def _default_month(self):
        return fields.Date.context_today(self).replace(day=1)

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        if self.filtered(lambda report: report.date_to < report.date_from):
            raise ValidationError(self.env._("A report cannot end before it starts."))

    def action_print(self):
        return self.env.ref("ipai_service_desk.action_report_monthly").report_action(self)

    def _domain(self):
        """Return the levels that fell due in the days of the user's time zone."""
        tz = pytz.timezone(self.env.user.tz or "UTC")
        start, end = (
            tz.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)
            for day in (self.date_from, self.date_to + timedelta(days=1))
        )
        queues = [("project_id", "in", self.project_ids.ids)] if self.project_ids else []
        return [
            ("company_id", "=", self.company_id.id),
            ("deadline", ">=", start),
            ("deadline", "<", end),
            *queues,
        ]

    def _rows(self):
        """Return (queue, policy, total, reached, missed, excused, ongoing, share, hours)."""
        return self.env["ipai.sla.attainment"]._read_group(
            self._domain(), ["project_id", "policy_id"], MEASURES
        )

    def _totals(self):
        return self.env["ipai.sla.attainment"]._read_group(self._domain(), [], MEASURES)[0]

    def _breaches(self):
        return self.env["ipai.sla.attainment"].search(
            [*self._domain(), ("result", "in", ("failed", "excused"))], order="deadline"
        )
