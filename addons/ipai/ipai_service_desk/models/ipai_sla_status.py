from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MANAGER = "ipai_service_desk.group_desk_manager"


class IpaiSlaStatus(models.Model):
    _name = "ipai.sla.status"
    _description = "Service Level of a Ticket"
    _order = "deadline, id"
    _check_company_auto = True

    task_id = fields.Many2one(
        "project.task", string="Ticket", required=True, ondelete="cascade", index=True
    )
    policy_id = fields.Many2one(
        "ipai.sla.policy", required=True, ondelete="restrict", index=True
    )
    name = fields.Char(related="policy_id.name", string="Policy Name")
    project_id = fields.Many2one(
        related="policy_id.project_id", store=True, precompute=True, index=True, string="Queue"
    )
    company_id = fields.Many2one(
        related="policy_id.company_id", store=True, precompute=True, index=True
    )
    ticket_number = fields.Char(related="task_id.ticket_number")
    partner_id = fields.Many2one(related="task_id.partner_id")
    user_ids = fields.Many2many(related="task_id.user_ids")
    priority = fields.Selection(related="task_id.priority", store=True)
    state = fields.Selection(
        [("ongoing", "Ongoing"), ("reached", "Reached"), ("failed", "Missed")],
        string="Result",
        required=True,
        default="ongoing",
        index=True,
    )
    started_on = fields.Datetime(required=True)
    deadline = fields.Datetime(help="Empty if the calendar has no working hours.")
    warn_on = fields.Datetime()
    is_warned = fields.Boolean(string="Due Soon")
    is_paused = fields.Boolean(string="Paused")
    paused_seconds = fields.Integer(help="Working seconds for which the clock stood still.")
    reached_on = fields.Datetime()
    used_hours = fields.Float(
        aggregator="avg", help="Working hours from the start until the target, pauses left out."
    )
    reopened_count = fields.Integer()
    excuse_reason = fields.Char()
    excused_by_id = fields.Many2one("res.users")

    _task_policy_unique = models.UniqueIndex(
        "(task_id, policy_id)", "The policy applies once to a ticket."
    )
    _sweep_index = models.Index("(deadline) WHERE state = 'ongoing' AND NOT is_paused")

    @api.depends("task_id.ticket_number", "policy_id.name")
    def _compute_display_name(self):
        for status in self:
            status.display_name = f"{status.ticket_number} · {status.name}"

    def _advance(self):
        """Bring the statuses up to date with their tickets, now."""
        now = fields.Datetime.now()
        before = {status: status.state for status in self}
        for status in self:
            values = status._next_values(now)
            changed = {name: value for name, value in values.items() if status[name] != value}
            if changed:
                status.write(changed)
        moved = self.filtered(lambda status: status.state != before[status])
        moved.filtered(lambda status: status.state == "failed")._escalate()
        moved.filtered(lambda status: status.state == "reached")._withdraw_warning()

    def _next_values(self, now):
        start = self._start_values(now)
        clock = {} if self.reached_on and start["reached_on"] else self._clock_values(now, start)
        values = {**start, **clock}
        pauses = self.task_id.sla_pause_ids
        is_paused = clock.get("is_paused", False)
        # While the clock stands still nothing can become late.
        moment = start["reached_on"] or (pauses._open().started_on if is_paused else now)
        deadline = values.get("deadline", self.deadline)
        is_late = self.state == "failed" or bool(deadline and moment > deadline)
        state = "failed" if is_late else "reached" if start["reached_on"] else "ongoing"
        warn_on = values.get("warn_on")
        is_warned = self.is_warned and state == "ongoing" and bool(warn_on and warn_on <= now)
        return {**values, "state": state, "is_warned": is_warned}

    def _start_values(self, now):
        """Return since when the clock counts and whether the target is reached."""
        task, policy = self.task_id, self.policy_id
        was_solved = self.state == "reached" and policy.stage_id.fold
        if not was_solved or task._pause_kind() == "closed":
            reached_on = self.reached_on or task._target_reached_on(policy, now)
            return {"reached_on": reached_on, "started_on": self.started_on}
        return {
            "reached_on": False,
            "reopened_count": self.reopened_count + 1,
            "started_on": now if policy.on_reopen == "restart" else self.started_on,
        }

    def _clock_values(self, now, start):
        started_on, reached_on = start["started_on"], start["reached_on"]
        pauses = self.task_id.sla_pause_ids
        ended = pauses if reached_on else pauses - pauses._open()
        calendar = self.policy_id.calendar_id
        paused = ended._working_seconds(calendar, started_on, reached_on or now)
        return {
            "is_paused": bool(pauses._open() and not reached_on),
            "paused_seconds": paused,
            "deadline": self._plan(started_on, self.policy_id.hours, paused),
            "warn_on": self._warn_on(started_on, paused),
            "used_hours": self._used_hours(started_on, reached_on, paused),
        }

    def _plan(self, started_on, hours, paused_seconds):
        """Return the UTC moment so many working hours and paused seconds after the start."""
        planned = self.policy_id.calendar_id.plan_hours(
            hours + paused_seconds / 3600, pytz.utc.localize(started_on), compute_leaves=True
        )
        if not planned:
            return False
        exact = planned.astimezone(pytz.utc).replace(tzinfo=None)
        return (exact + timedelta(milliseconds=500)).replace(microsecond=0)

    def _warn_on(self, started_on, paused_seconds):
        policy = self.policy_id
        if not 0 < policy.warn_hours < policy.hours:
            return False
        return self._plan(started_on, policy.hours - policy.warn_hours, paused_seconds)

    def _used_hours(self, started_on, reached_on, paused_seconds):
        if not reached_on:
            return 0.0
        pause = self.env["ipai.sla.pause"]
        calendar = self.policy_id.calendar_id
        worked = pause._working_seconds_between(calendar, started_on, reached_on)
        return max(worked - paused_seconds, 0) / 3600

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - {"excuse_reason"}:
                raise AccessError(self.env._("A service level says what happened."))
            if not self.env.user.has_group(MANAGER):
                raise AccessError(self.env._("Only a desk manager excuses a breach."))
            if self.filtered("excused_by_id"):
                raise UserError(self.env._("Withdraw the excuse first."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_ongoing_only(self):
        if not self.env.su or self.filtered(lambda status: status.state == "failed"):
            raise UserError(self.env._("A service level stays on record: excuse its breach."))

    def _check_excuser(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a desk manager excuses a breach."))
        self.check_access("write")
        if self.env.user in self.sudo().task_id.user_ids:
            raise UserError(self.env._("Somebody who did not work on the ticket must decide."))

    def action_excuse(self):
        """Leave a breach out of the attainment, for the reason given."""
        self._check_excuser()
        for status in self:
            if status.state != "failed":
                raise UserError(self.env._("%s was not missed.", status.name))
            if not (status.excuse_reason or "").strip():
                raise UserError(self.env._("Enter the reason of the excuse first."))
        self.sudo().write({"excused_by_id": self.env.uid})
        for status in self.sudo():
            status.task_id.message_post(
                body=self.env._(
                    "%(user)s excused the breach of %(policy)s: %(reason)s",
                    user=self.env.user.name,
                    policy=status.name,
                    reason=status.excuse_reason,
                )
            )

    def action_withdraw_excuse(self):
        self._check_excuser()
        self.sudo().write({"excused_by_id": False})
