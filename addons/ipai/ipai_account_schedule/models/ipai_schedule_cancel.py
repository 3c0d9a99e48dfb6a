from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .ipai_schedule_workflow import MANAGER


class IpaiSchedule(models.Model):
    _inherit = "ipai.schedule"

    cancelled_on = fields.Date(readonly=True, copy=False)
    cancel_reason = fields.Char(readonly=True, copy=False)
    settled_on = fields.Date(readonly=True, copy=False)
    settled_amount = fields.Monetary(
        readonly=True,
        copy=False,
        currency_field="company_currency_id",
        help="Recognised at once when cancelled, or taken over by another schedule.",
    )
    settlement_move_id = fields.Many2one(
        "account.move",
        string="Final Entry",
        readonly=True,
        copy=False,
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
    )
    replaces_id = fields.Many2one(
        "ipai.schedule",
        string="Takes the Rest Of",
        check_company=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        domain="[('state', '=', 'cancelled'), ('remaining_amount', '!=', 0)]",
        help="A cancelled schedule whose rest stayed on the deferral account.",
    )

    def _cancel(self, date, settlement, reason):
        """Take away what is not posted; recognise the rest at ``date`` or keep it.

        :param settlement: ``recognise`` or ``keep``; accruals have no rest on the account
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a schedule manager cancels a schedule."))
        if self.state != "running":
            raise UserError(self.env._("Only a running schedule is cancelled."))
        schedule = self.sudo()
        pending = schedule.line_ids.filtered(lambda line: line.state != "posted")
        moves = pending.move_id
        pending.write({"is_cancelled": True, "booked_on": False, "move_id": False})
        schedule._drop_opening()
        moves._drop_schedule_entries()
        schedule.write(
            {"state": "cancelled", "cancelled_on": date, "cancel_reason": reason}
        )
        if settlement == "recognise" and schedule.opened_on:
            schedule._settle(date)
        # Its bill or invoice line is free at once, if nothing came of it.
        schedule.flush_recordset()

    def _drop_opening(self):
        """A deferral that was never posted leaves nothing to settle."""
        move = self.transfer_move_id
        posted = self.line_ids.filtered(lambda line: line.state == "posted")
        if self._has_transfer() and move.state != "posted" and not posted:
            self.write({"opened_on": False, "transfer_move_id": False})
            move._drop_schedule_entries()

    def _settle(self, date):
        rest = self.remaining_amount
        posted = self.line_ids.filtered(lambda line: line.state == "posted")
        rest_currency = self.currency_id.round(
            self.amount_currency - sum(posted.mapped("amount_currency"))
        )
        if not rest and not rest_currency:
            return
        # Never before the amount arrived or its last share left.
        day = self._first_open_date(max(date, self.opened_on, *posted.mapped("booked_on")))
        move = self._create_entries(
            [
                self._entry_vals(
                    day,
                    self.env._("%s: rest", self.name),
                    (self.to_account_id, self.deferral_account_id),
                    (rest, rest_currency),
                )
            ]
        )
        self.write({"settlement_move_id": move.id, "settled_on": day, "settled_amount": rest})
        self._post_due(move)

    def _take_over(self):
        """The rest of a cancelled schedule leaves it without an entry: it stays where it is."""
        for schedule in self.filtered("replaces_id"):
            old = schedule.replaces_id
            same = (
                old.state == "cancelled"
                and old.deferral_account_id == schedule.deferral_account_id
                and schedule.from_account_id == schedule.deferral_account_id
                and old.kind == schedule.kind
            )
            round_ = old.company_currency_id.round
            if not same or round_(old.remaining_amount - schedule.amount):
                raise UserError(
                    self.env._(
                        "%(schedule)s must take all that %(old)s left on %(account)s.",
                        schedule=schedule.name,
                        old=old.name,
                        account=old.deferral_account_id.display_name,
                    )
                )
            old.write(
                {
                    "settled_amount": round_(old.settled_amount + old.remaining_amount),
                    "settled_on": schedule.opening_date,
                }
            )

    def action_spread_rest(self):
        """Open a new schedule for what a cancelled one left on the deferral account."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "cancelled" or not self.opened_on or not self.remaining_amount:
            raise UserError(self.env._("Nothing of %s is left to spread.", self.name))
        pending = self.line_ids.filtered(lambda line: line.state == "cancelled")
        rest = self.create(
            {
                "name": self.env._("%s (rest)", self.name),
                "replaces_id": self.id,
                "kind": self.kind,
                "method": self.method,
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "date_from": pending[:1].date_from or self.date_from,
                "date_to": self.date_to,
                "opening_date": self.cancelled_on,
                "from_account_id": self.deferral_account_id.id,
                "deferral_account_id": self.deferral_account_id.id,
                "to_account_id": self.to_account_id.id,
                "journal_id": self.journal_id.id,
                "currency_id": self.currency_id.id,
                "amount_currency": sum(pending.mapped("amount_currency")),
                "amount": self.remaining_amount,
                "analytic_distribution": self.analytic_distribution,
            }
        )
        return rest._get_records_action()
