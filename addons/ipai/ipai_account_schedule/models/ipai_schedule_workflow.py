from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MANAGER = "ipai_account_schedule.group_schedule_manager"
PLAN_FIELDS = {
    "kind",
    "method",
    "company_id",
    "source_line_id",
    "date_from",
    "date_to",
    "opening_date",
    "from_account_id",
    "deferral_account_id",
    "to_account_id",
    "journal_id",
    "currency_id",
    "amount_currency",
    "amount",
    "partner_id",
    "analytic_distribution",
    "replaces_id",
}
OPEN_FIELDS = PLAN_FIELDS | {"name", "note", "user_id"}


class IpaiSchedule(models.Model):
    _inherit = "ipai.schedule"

    prepared_by_id = fields.Many2one("res.users", readonly=True, copy=False, tracking=True)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False, tracking=True)
    confirmed_on = fields.Datetime(readonly=True, copy=False)
    needs_second_person = fields.Boolean(compute="_compute_needs_second_person")
    @api.depends("amount", "company_id.ipai_schedule_second_person_from")
    def _compute_needs_second_person(self):
        for schedule in self:
            limit = schedule.company_id.sudo().ipai_schedule_second_person_from
            schedule.needs_second_person = abs(schedule.amount) >= limit

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_client_values(vals)
        schedules = super().create(
            [{**vals, "prepared_by_id": self.env.uid} for vals in vals_list]
        )
        schedules._rebuild_lines()
        return schedules

    def write(self, vals):
        self._check_client_values(vals)
        if not PLAN_FIELDS & vals.keys():
            return super().write(vals)
        if not self.env.su and self.filtered(lambda schedule: schedule.state != "draft"):
            raise UserError(self.env._("The figures of a confirmed schedule no longer change."))
        result = super().write({**vals, "prepared_by_id": self.env.uid})
        self.filtered(lambda schedule: schedule.state == "draft")._rebuild_lines()
        return result

    @api.model
    def _check_client_values(self, vals):
        closed = {
            name
            for name in vals
            if name in self._fields
            and name not in OPEN_FIELDS
            and not name.startswith(("message_", "activity_"))
        }
        if closed and not self.env.su:
            raise AccessError(self.env._("These fields are set by Odoo: %s.", ", ".join(closed)))

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        if self.filtered(lambda schedule: schedule.state != "draft"):
            raise UserError(self.env._("A confirmed schedule stays on record: cancel it."))

    def action_confirm(self):
        """Create the entries of the schedules; those of the past are posted at once."""
        self.check_access("write")
        for schedule in self:
            schedule._check_confirmable()
        schedules = self.sudo()
        schedules.write(
            {
                "state": "running",
                "confirmed_by_id": self.env.uid,
                "confirmed_on": fields.Datetime.now(),
            }
        )
        schedules._take_over()
        schedules._book()

    def _check_confirmable(self):
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("%s is confirmed already.", self.name))
        if self.company_currency_id.is_zero(self.amount):
            raise UserError(self.env._("%s: enter an amount.", self.name))
        source = self.sudo().source_line_id
        if source and source.parent_state != "posted":
            raise UserError(self.env._("Post %s first.", source.move_id.display_name))
        if not self._is_accrual() and not self.from_account_id:
            raise UserError(self.env._("%s: enter the account it is booked on.", self.name))
        self._check_source_unchanged(source)
        if self.needs_second_person:
            self._check_second_person()

    def _check_source_unchanged(self, source):
        balance = self._sign() * source.balance
        if source and self.company_currency_id.compare_amounts(balance, self.amount):
            raise UserError(
                self.env._(
                    "%(schedule)s spreads %(amount)s, but the line is %(balance)s.",
                    schedule=self.name,
                    amount=self.amount,
                    balance=balance,
                )
            )

    def _check_second_person(self):
        # Also in superuser mode: two people, not two sets of rights.
        if self.env.user == self.prepared_by_id:
            raise UserError(
                self.env._("You prepared %s: somebody else must confirm it.", self.name)
            )
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("%s is confirmed by a schedule manager for its amount.", self.name)
            )

    def action_open_source(self):
        self.ensure_one()
        return self.source_move_id._get_records_action()

    def action_open_entries(self):
        """Open the journal entries of the schedule."""
        self.ensure_one()
        lines = self.line_ids
        moves = lines.move_id | lines.reversal_move_id | self.transfer_move_id
        moves |= self.settlement_move_id
        return moves._get_records_action(name=self.env._("Journal Entries"))

    def copy_data(self, default=None):
        return [
            {**vals, "name": self.env._("%s (copy)", schedule.name)}
            for schedule, vals in zip(self, super().copy_data(default), strict=True)
        ]
