from datetime import timedelta

from odoo import api, fields, models

from .ipai_approval_request_workflow import ACTIVITY


class IpaiApprovalRequest(models.Model):
    _inherit = "ipai.approval.request"

    def _remind(self):
        """Give everybody who can decide an activity, stand-ins too, once each."""
        today = fields.Date.context_today(self)
        delegations = self.env["ipai.approval.delegation"].search(
            [
                ("user_id", "in", self.approver_ids.ids),
                ("date_from", "<=", today),
                ("date_to", ">=", today),
            ]
        )
        for request in self:
            users = request.approver_ids
            standing_in = delegations.filtered(
                lambda item: item.user_id in users and item._covers(request)  # noqa: B023
            )
            told = request.activity_search([ACTIVITY]).user_id
            for user in (users | standing_in.delegate_id) - request.barred_ids - told:
                request.activity_schedule(
                    ACTIVITY,
                    date_deadline=request.deadline or today,
                    user_id=user.id,
                    summary=request.name,
                )

    @api.model
    def _cron_escalate(self):
        """Let the next in line decide late steps; tell stand-ins whose turn began."""
        today = fields.Date.context_today(self)
        pending = self.search([("state", "=", "pending")])
        for done, request in enumerate(pending, start=1):
            for step in request.step_ids:
                if step.state == "pending" and step.deadline and step.deadline < today:
                    step._escalate()
            request._remind()
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(pending) - done):
                break

    @api.model
    def _cron_expire(self):
        """Cancel what nobody decided within the days of its category."""
        now = fields.Datetime.now()
        for category in self.env["ipai.approval.category"].search([("expiry_days", ">", 0)]):
            old = self.search(
                [
                    ("category_id", "=", category.id),
                    ("state", "=", "pending"),
                    ("submitted_on", "<", now - timedelta(days=category.expiry_days)),
                ]
            )
            for request in old:
                request._finish("cancelled", self.env._("Expired: nobody decided in time."))
                self.env["ir.cron"]._commit_progress(1)
