from datetime import timedelta

from odoo import Command, fields, models


class IpaiSchedule(models.Model):
    _inherit = "ipai.schedule"

    opened_on = fields.Date(
        readonly=True, copy=False, help="Date given to the entry that defers the amount."
    )
    transfer_move_id = fields.Many2one(
        "account.move",
        string="Deferral Entry",
        readonly=True,
        copy=False,
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
    )
    def _first_open_date(self, date):
        lock = self.company_id._get_user_fiscal_lock_date(self.journal_id)
        return lock + timedelta(days=1) if date <= lock else date

    def _of_entries(self, moves):
        """Return the schedules that moves are an entry of."""
        lines = self.env["ipai.schedule.line"].sudo().search(
            ["|", ("move_id", "in", moves.ids), ("reversal_move_id", "in", moves.ids)]
        )
        own = [("transfer_move_id", "in", moves.ids), ("settlement_move_id", "in", moves.ids)]
        return lines.schedule_id | self.search(["|", *own])

    def _shift_locked(self, moves):
        """Date the entries to post, if locked, on the first open day and say so."""
        for schedule in self:
            lines = schedule.line_ids
            for records, entry, day in (
                (schedule, "transfer_move_id", "opened_on"),
                (schedule, "settlement_move_id", "settled_on"),
                (lines, "move_id", "booked_on"),
                (lines, "reversal_move_id", "reversed_on"),
            ):
                shifted = records.filtered(
                    lambda record, entry=entry: record[entry] in moves
                    and record[entry].state == "draft"
                    and record[entry].date != schedule._first_open_date(record[entry].date)
                )
                for record in shifted:
                    record[entry].date = schedule._first_open_date(record[entry].date)
                    record[day] = record[entry].date
                if entry == "move_id" and shifted:
                    schedule._tell_shifted(shifted)

    def _tell_shifted(self, lines):
        self.message_post(
            body=self.env._(
                "Booked later than planned: %s.",
                ", ".join(f"{line.date} → {line.booked_on}" for line in lines),
            )
        )

    def _has_transfer(self):
        return not self._is_accrual() and self.from_account_id != self.deferral_account_id

    def _book(self):
        """Create the entries of all schedules together and post those of the past."""
        for schedule in self.filtered(lambda item: not item._is_accrual()):
            schedule.opened_on = schedule._first_open_date(schedule.opening_date)
        transfers = self.filtered(lambda schedule: schedule._has_transfer())
        moves = self._create_entries([schedule._transfer_vals() for schedule in transfers])
        for schedule, move in zip(transfers, moves, strict=True):
            schedule.transfer_move_id = move
        self.line_ids._book()
        self._post_due(moves | self.line_ids.move_id)

    def _create_entries(self, vals_list):
        entries = self.env["account.move"].sudo().with_context(skip_computed_taxes=True)
        return entries.create(vals_list)

    def _post_due(self, moves):
        """Post what is due; Odoo's scheduled action posts the rest at its date."""
        today = fields.Date.context_today(self)
        moves.filtered(lambda move: move.state == "draft" and move.date <= today)._post(soft=False)

    def _transfer_vals(self):
        return self._entry_vals(
            self.opened_on,
            self.env._("%s: deferred", self.name),
            (self.deferral_account_id, self.from_account_id),
            (self.amount, self.amount_currency),
        )

    def _entry_vals(self, date, label, accounts, amounts):
        """Return the values of an entry from the second account to the first.

        :param amounts: in the currencies of the company and of the schedule, as the schedule
            counts them: positive is a debit of the first account for an expense
        """
        amount, amount_currency = (self._sign() * value for value in amounts)
        is_foreign = self.currency_id != self.company_id.currency_id
        return {
            "move_type": "entry",
            "company_id": self.company_id.id,
            "journal_id": self.journal_id.id,
            "currency_id": self.currency_id.id,
            "date": date,
            "ref": label,
            "auto_post": "at_date",
            "line_ids": [
                Command.create(
                    {
                        "name": label,
                        "account_id": account.id,
                        "partner_id": self.partner_id.commercial_partner_id.id,
                        "currency_id": self.currency_id.id,
                        "balance": way * amount,
                        "amount_currency": way * (amount_currency if is_foreign else amount),
                        "analytic_distribution": account != self.deferral_account_id
                        and self.analytic_distribution,
                        "tax_ids": [Command.clear()],
                    }
                )
                for account, way in zip(accounts, (1, -1), strict=True)
            ],
        }

    def _after_post(self):
        """Reverse accruals that were posted and end the schedules that are through."""
        self.line_ids._reverse_accruals()
        for schedule in self.filtered(lambda item: item.state == "running"):
            open_lines = schedule.line_ids.filtered(lambda line: line.state != "posted")
            if not open_lines:
                schedule.state = "done"

    def action_rebook_missing(self):
        """Create deleted or cancelled entries again."""
        self.check_access("write")
        schedules = self.sudo().filtered(lambda item: item.state in ("running", "done"))
        lines = schedules.line_ids.filtered(lambda line: line.state == "missing")
        if lines:
            lines.schedule_id.state = "running"
            lines._book()
            schedules._post_due(lines.move_id)
        schedules._refresh_drift()
