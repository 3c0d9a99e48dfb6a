from odoo import api, fields, models
from odoo.tools import SQL

# Days since the request was sent; a report reader looks for what is old.
AGES = [("0", "Today"), ("1", "1-2 days"), ("3", "3-7 days"), ("8", "8-30 days"), ("31", "Older")]


class IpaiApprovalRequest(models.Model):
    _inherit = "ipai.approval.request"

    age_days = fields.Integer(string="Age (Days)", compute="_compute_age", aggregator="avg")
    age = fields.Selection(AGES, compute="_compute_age")

    @api.depends("submitted_on", "decided_on", "state")
    def _compute_age(self):
        now = fields.Datetime.now()
        for request in self:
            end = now if request.state == "pending" else request.decided_on
            days = (end - request.submitted_on).days if end and request.submitted_on else 0
            request.age_days = max(days, 0)
            bounds = [int(key) for key, _label in AGES]
            bound = max(bound for bound in bounds if bound <= request.age_days)
            request.age = str(bound) if request.submitted_on else False

    def _field_to_sql(self, alias, field_expr, query=None):
        """Age is never stored, so it is never stale; pivots ask the database for it."""
        if field_expr not in ("age_days", "age"):
            return super()._field_to_sql(alias, field_expr, query)
        days = SQL(
            "GREATEST(EXTRACT(DAY FROM CASE WHEN %(state)s = 'pending' THEN %(now)s"
            " ELSE %(decided)s END - %(submitted)s), 0)::int",
            state=self._field_to_sql(alias, "state", query),
            now=fields.Datetime.now(),
            decided=self._field_to_sql(alias, "decided_on", query),
            submitted=self._field_to_sql(alias, "submitted_on", query),
        )
        if field_expr == "age_days":
            return days
        return SQL(
            "CASE WHEN %(submitted)s IS NULL THEN NULL WHEN %(days)s >= 31 THEN '31'"
            " WHEN %(days)s >= 8 THEN '8' WHEN %(days)s >= 3 THEN '3'"
            " WHEN %(days)s >= 1 THEN '1' ELSE '0' END",
            submitted=self._field_to_sql(alias, "submitted_on", query),
            days=days,
        )
