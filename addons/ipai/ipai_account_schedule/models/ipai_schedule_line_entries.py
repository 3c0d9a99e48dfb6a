from datetime import timedelta

from odoo import models


class IpaiScheduleLine(models.Model):
    _inherit = "ipai.schedule.line"

    def _book(self):
        """Create the entries of the lines, each at its date or at the first one open."""
        lines = self.sorted(lambda line: (line.schedule_id.id, line.date))
        for schedule, own in lines.grouped("schedule_id").items():
            for line in own:
                # Nothing can leave the account before it arrived there.
                day = max(line.date, schedule.opened_on or line.date)
                line.booked_on = schedule._first_open_date(day)
        moves = self.env["ipai.schedule"]._create_entries([line._entry_vals() for line in lines])
        for line, move in zip(lines, moves, strict=True):
            line.move_id = move
        for schedule, own in lines.filtered("is_shifted").grouped("schedule_id").items():
            schedule._tell_shifted(own)

    def _entry_vals(self):
        schedule = self.schedule_id
        return schedule._entry_vals(
            self.booked_on,
            f"{schedule.name} {self.date_from} – {self.date}",
            (schedule.to_account_id, schedule.deferral_account_id),
            (self.booked_amount, self.booked_amount_currency),
        )

    def _reverse_accruals(self):
        """Reverse posted accruals the day after."""
        due = self.filtered(
            lambda line: line.schedule_id._is_accrual()
            and line.state == "posted"
            and not line.reversal_move_id
        )
        if not due:
            return
        values = [
            {
                "date": line.schedule_id._first_open_date(line.move_id.date + timedelta(days=1)),
                "auto_post": "at_date",
                "ref": self.env._("%s: reversal", line.move_id.ref),
            }
            for line in due
        ]
        reversals = due.move_id._reverse_moves(values)
        for line, reversal in zip(due, reversals, strict=True):
            line.write({"reversal_move_id": reversal.id, "reversed_on": reversal.date})
        self.env["ipai.schedule"]._post_due(reversals)
