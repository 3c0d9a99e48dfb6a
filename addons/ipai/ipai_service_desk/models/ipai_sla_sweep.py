from odoo import api, fields, models

BATCH = 250
FAILED = "ipai_service_desk.mail_activity_type_failed"
WARNING = "ipai_service_desk.mail_activity_type_warning"


class IpaiSlaStatus(models.Model):
    _inherit = "ipai.sla.status"

    @api.model
    def _cron_sweep(self):
        """Fail what is late and warn of what soon will be, in batches that are kept."""
        now = fields.Datetime.now()
        running = [("state", "=", "ongoing"), ("is_paused", "=", False)]
        late = [*running, ("deadline", "<", now)]
        due = [*running, ("is_warned", "=", False), ("deadline", ">=", now)]
        soon = [*due, ("warn_on", "<=", now)]
        if self._sweep(late, "_breach", self.search_count(soon)):
            self._sweep(soon, "_warn")

    @api.model
    def _sweep(self, domain, method, others=0):
        """Apply the method to all that match; return whether there was time for all of it."""
        remaining = self.search_count(domain) + others
        while batch := self.search(domain, limit=BATCH):
            getattr(batch, method)()
            remaining = max(remaining - len(batch), 0)
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=remaining):
                return False
        return True

    def _breach(self):
        self.write({"state": "failed", "is_warned": False})
        self._escalate()

    def _escalate(self):
        """Tell the manager of the queue, once a ticket."""
        self._notify_once(FAILED, self.env._("Service level missed"), to_manager=True)

    def _warn(self):
        self.write({"is_warned": True})
        self._notify_once(WARNING, self.env._("Service level due soon"))

    def _withdraw_warning(self):
        at_risk = self.task_id.filtered(lambda ticket: ticket.sla_state == "at_risk")
        if warned := self.task_id - at_risk:
            warned.activity_unlink([WARNING])

    def _notify_once(self, type_xmlid, summary, to_manager=False):
        """Schedule an activity on each ticket that has none of the type yet."""
        told = self.task_id.activity_search([type_xmlid])
        tickets = self.task_id - self.task_id.browse(told.mapped("res_id"))
        receivers = {}
        for ticket in tickets:
            manager, assignee = ticket.project_id.user_id, ticket.user_ids[:1]
            user = (manager or assignee) if to_manager else (assignee or manager)
            if user:
                receivers.setdefault(user, tickets.browse())
                receivers[user] |= ticket
        for user, theirs in receivers.items():
            # The bell tells the user; a mail for each of many breaches helps nobody.
            theirs.with_context(mail_activity_quick_update=True).activity_schedule(
                type_xmlid, user_id=user.id, summary=summary
            )
