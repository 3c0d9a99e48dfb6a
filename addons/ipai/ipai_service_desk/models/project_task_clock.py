from odoo import fields, models

CLOSED = ("1_done", "1_canceled")


class ProjectTask(models.Model):
    _inherit = "project.task"

    def _is_desk_closed(self):
        self.ensure_one()
        return self.state in CLOSED or self.stage_id.fold or not self.active

    def _pause_kind(self):
        if self._is_desk_closed():
            return "closed"
        return "waiting" if self.stage_id.is_waiting else False

    def _target_reached_on(self, policy, now):
        """Return when the ticket reached the policy's target, False if it did not."""
        is_solved = self.active and self.state != "1_canceled" and self._is_desk_closed()
        solved_on = is_solved and (self.closed_on or now)
        if policy.target == "response":
            return self.first_response_on or solved_on
        stage = self.stage_id
        # Waiting reaches nothing, wherever its column stands.
        is_past = stage == policy.stage_id or (
            (stage.sequence, stage.id) > (policy.stage_id.sequence, policy.stage_id.id)
        )
        is_counted = not stage.is_waiting and not self._is_desk_closed()
        return (is_past and is_counted and now) or solved_on

    def _align_state(self, names):
        """Close what moves to a folded stage and reopen what leaves it."""
        if "stage_id" not in names or "state" in names:
            return
        for ticket in self.sudo().filtered("is_ticket"):
            is_closed = ticket.state in CLOSED
            if ticket.stage_id.fold and not is_closed:
                ticket.state = "1_done"
            elif is_closed and not ticket.stage_id.fold:
                ticket.state = "01_in_progress"

    def _sync_clock(self):
        """Pause or resume what counts, then say what was reached or missed."""
        tickets = self.sudo().with_context(active_test=False).filtered("is_ticket")
        tickets._sync_pauses()
        tickets.sla_status_ids._advance()

    def _sync_pauses(self):
        now = fields.Datetime.now()
        values = []
        for ticket in self:
            pause, kind = ticket.sla_pause_ids._open(), ticket._pause_kind()
            if pause and pause.kind != kind:
                pause.ended_on = now
            if pause.kind == "closed" and kind != "closed":
                ticket.write({"reopened_count": ticket.reopened_count + 1, "closed_on": False})
            if kind and pause.kind != kind:
                values.append(ticket._pause_values(kind, now))
        # The end of a pause must be stored before the next one of its ticket begins.
        self.env["ipai.sla.pause"].flush_model()
        self.env["ipai.sla.pause"].create(values)

    def _pause_values(self, kind, now):
        if kind == "closed" and not self.closed_on:
            self.closed_on = now
        return {
            "task_id": self.id,
            "company_id": self.project_id.company_id.id,
            "kind": kind,
            "started_on": self.closed_on if kind == "closed" else now,
        }

    def _sync_policies(self):
        """Give the tickets the policies that fit, take back what no longer does."""
        policies = self.env["ipai.sla.policy"].search(
            [("project_id", "in", self.project_id.ids), ("active", "=", True)]
        )
        statuses = self.env["ipai.sla.status"]
        values = []
        for ticket in self:
            wanted = policies._applicable(ticket)
            kept = ticket._drop_outdated(wanted)
            targets = {status.policy_id._target_key() for status in kept}
            values += [
                {
                    "task_id": ticket.id,
                    "policy_id": policy.id,
                    "started_on": ticket.ticket_opened_on,
                }
                for policy in wanted
                if policy._target_key() not in targets
            ]
        statuses.create(values)
        self.sla_status_ids._advance()

    def _drop_outdated(self, wanted):
        """Return the statuses that stay: a breach does, and what another queue answers for."""
        outdated = self.sla_status_ids.filtered(
            lambda status: status.policy_id not in wanted
            and status.state != "failed"
            and status.policy_id.active
            and (status.state == "ongoing" or status.project_id == self.project_id)
        )
        kept = self.sla_status_ids - outdated
        outdated.unlink()
        return kept
