from odoo import api, fields, models
from odoo.exceptions import UserError

USER = "ipai_account_schedule.group_schedule_user"
OFFICER = "ipai_account_schedule.group_schedule_officer"


class AccountMove(models.Model):
    _inherit = "account.move"

    ipai_schedule_ids = fields.One2many(
        "ipai.schedule", "source_move_id", string="Schedules", groups=USER
    )
    ipai_schedule_line_ids = fields.One2many("ipai.schedule.line", "move_id", groups=USER)
    ipai_schedule_count = fields.Integer(
        string="Number of Schedules", compute="_compute_ipai_schedule_count", compute_sudo=True
    )
    ipai_can_spread = fields.Boolean(compute="_compute_ipai_can_spread")

    @api.depends("ipai_schedule_ids", "ipai_schedule_line_ids")
    def _compute_ipai_schedule_count(self):
        for move in self:
            move.ipai_schedule_count = len(move._ipai_schedules())

    @api.depends("state", "ipai_schedule_ids")
    @api.depends_context("uid")
    def _compute_ipai_can_spread(self):
        is_officer = self.env.user.has_group(OFFICER)
        for move in self:
            move.ipai_can_spread = (
                is_officer
                and move.state == "posted"
                and move.is_invoice(include_receipts=True)
                and bool(move.line_ids._ipai_spreadable())
            )

    def _ipai_schedules(self):
        """Return the schedules of a bill, or those that an entry belongs to."""
        return (self.ipai_schedule_ids | self.ipai_schedule_line_ids.schedule_id).filtered(
            lambda schedule: schedule.state != "cancelled" or schedule.opened_on
        )

    def action_ipai_spread(self):
        lines = self.line_ids._ipai_spreadable()
        return lines.action_ipai_spread()

    def action_ipai_open_schedules(self):
        schedules = self._ipai_schedules()
        return schedules._get_records_action(name=self.env._("Schedules"))

    def button_draft(self):
        running = self.sudo().ipai_schedule_ids.filtered(
            lambda schedule: schedule.state in ("running", "done")
        )
        if running:
            raise UserError(
                self.env._(
                    "%(move)s is spread by %(schedule)s: cancel the schedule first.",
                    move=running[:1].source_move_id.display_name,
                    schedule=running[:1].name,
                )
            )
        return super().button_draft()

    def _post(self, soft=True):
        schedules = self.env["ipai.schedule"].sudo()._of_entries(self)
        if not schedules:
            return super()._post(soft)
        # Odoo would silently move a locked entry to the month's end or to today.
        schedules._shift_locked(self)
        posted = super()._post(soft)
        schedules._after_post()
        return posted

    def _drop_schedule_entries(self):
        """Delete drafts; cancel what was posted before and is draft again."""
        posted_before = self.filtered("posted_before")
        posted_before.filtered(lambda move: move.state == "draft").button_cancel()
        (self - posted_before).unlink()
