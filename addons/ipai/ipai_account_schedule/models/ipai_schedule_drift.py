from markupsafe import Markup

from odoo import fields, models
from odoo.tools import SQL

ACTIVITY = "ipai_account_schedule.mail_activity_type_drift"

# Entries that are not as their schedule made them. Reversals wait for the entry they undo.
DRIFT = """
    SELECT b.schedule_id, b.date, m.name,
           CASE WHEN m.id IS NULL OR m.state = 'cancel' THEN 'missing'
                WHEN m.date != b.date THEN 'redated'
                WHEN item.balance IS DISTINCT FROM b.planned THEN 'edited'
                WHEN m.state = 'draft' AND m.date < %(today)s THEN 'overdue'
                ELSE 'reversed' END AS reason
      FROM (%(movements)s) b
      LEFT JOIN account_move m ON m.id = b.move_id
      LEFT JOIN ipai_schedule_line l ON l.id = b.line_id
      LEFT JOIN LATERAL (
            SELECT SUM(aml.balance) AS balance FROM account_move_line aml
             WHERE aml.move_id = m.id AND aml.account_id = b.account_id) item ON TRUE
     WHERE b.schedule_id IN %(schedules)s
       AND NOT b.virtual
       AND (b.nature != 'reversal' OR l.state = 'posted')
       AND (m.id IS NULL OR m.state = 'cancel' OR m.date != b.date
            OR item.balance IS DISTINCT FROM b.planned
            OR (m.state = 'draft' AND m.date < %(today)s)
            OR EXISTS (SELECT FROM account_move r
                        WHERE r.reversed_entry_id = m.id AND r.state = 'posted'
                          AND r.id IS DISTINCT FROM l.reversal_move_id))
     ORDER BY b.schedule_id, b.date
"""


class IpaiSchedule(models.Model):
    _inherit = "ipai.schedule"

    drift = fields.Text(readonly=True, copy=False, help="What differs in the books.")
    has_drift = fields.Boolean(readonly=True, copy=False, string="Drifted")

    def action_refresh_drift(self):
        self.check_access("read")
        self.sudo()._refresh_drift()

    def action_accept_dates(self):
        """Take the dates that entries have in the books as those of the schedule."""
        self.check_access("write")
        for schedule in self.sudo():
            for line in schedule.line_ids.filtered("move_id"):
                if line.booked_on != line.move_id.date:
                    line.booked_on = line.move_id.date
                if line.reversal_move_id:
                    line.reversed_on = line.reversal_move_id.date
            if schedule.transfer_move_id:
                schedule.opened_on = schedule.transfer_move_id.date
            if schedule.settlement_move_id:
                schedule.settled_on = schedule.settlement_move_id.date
            schedule.message_post(body=self.env._("Dates of the books accepted."))
        self.sudo()._refresh_drift()

    def _refresh_drift(self):
        """Compare the books with the schedules and raise an activity for new differences."""
        found = self._find_drift()
        for schedule in self:
            drift = "\n".join(found.get(schedule.id, [])) or False
            if drift == schedule.drift:
                continue
            schedule.write({"drift": drift, "has_drift": bool(drift)})
            if drift:
                schedule._raise_activity(drift)
            else:
                schedule.activity_feedback([ACTIVITY], feedback=self.env._("The books agree."))

    def _find_drift(self):
        """Return the differences by schedule id, in words."""
        if not self:
            return {}
        words = {
            "missing": self.env._("the entry is deleted or cancelled"),
            "redated": self.env._("the entry has another date"),
            "edited": self.env._("the entry has another amount"),
            "overdue": self.env._("the entry is not posted"),
            "reversed": self.env._("the entry is reversed"),
        }
        balance = self.env["ipai.schedule.balance"]
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                DRIFT,
                movements=balance._table_query,
                schedules=tuple(self.ids),
                today=fields.Date.context_today(self),
            )
        )
        found = {}
        for schedule_id, day, name, reason in rows:
            label = f"{day} {name or ''}".strip()
            found.setdefault(schedule_id, []).append(f"{label}: {words[reason]}")
        return found

    def _raise_activity(self, note, summary=None):
        self.activity_schedule(
            ACTIVITY,
            summary=summary or self.env._("The books differ from the schedule"),
            note=Markup("<br/>").join(note.split("\n")),
            user_id=(self.user_id or self.prepared_by_id).id,
        )

    def _cron_check_drift(self):
        schedules = self.search([("state", "!=", "draft")])
        schedules._refresh_drift()
        schedules._check_ledger()

    def _check_ledger(self):
        """Tell, once, where a deferral account holds anything but schedules."""
        today = fields.Date.context_today(self)
        for company in self.company_id.filtered("ipai_schedule_ledger_check"):
            own = self.filtered(lambda item, company=company: item.company_id == company)
            for row in self.env["ipai.schedule.statement"]._account_rows(company, today):
                running = own.filtered(
                    lambda item, row=row: item.deferral_account_id.id == row["account_id"]
                )
                if company.currency_id.is_zero(row["ledger"] - row["booked"]) or not running:
                    continue
                schedule = running.sorted("id")[0]
                account = schedule.deferral_account_id
                summary = self.env._("%s differs from its schedules", account.display_name)
                if summary in schedule.activity_ids.mapped("summary"):
                    continue
                schedule._raise_activity(
                    self.env._(
                        "Ledger %(ledger)s, schedules %(booked)s.",
                        ledger=company.currency_id.format(row["ledger"]),
                        booked=company.currency_id.format(row["booked"]),
                    ),
                    summary,
                )
