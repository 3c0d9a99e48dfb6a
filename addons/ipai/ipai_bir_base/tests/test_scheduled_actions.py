from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .common import MODULE, BirCommon


@tagged("post_install", "-at_install")
class TestScheduledActions(BirCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ipai.bir.registration"].search([]).active = False
        cls.registration.write(
            {
                "active": True,
                "obligation_ids": [Command.set((cls.eq + cls.vat + cls.monthly).ids)],
                "preparer_id": cls.officer.id,
                "reviewer_id": cls.manager.id,
                "track_from": date(2026, 11, 20),
            }
        )
        cls.filings = cls.env["ipai.bir.filing"].search([]).browse()

    def _run(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"{MODULE}.{name}").method_direct_trigger()
        return self.registration.filing_ids

    @freeze_time("2026-11-22")
    def test_q4_1601eq_exists_with_its_date(self):
        """Capability: finance.tax.return-workflow"""
        filings = self._run("ir_cron_create_filings")
        q4 = filings.filtered(lambda filing: filing.obligation_id == self.eq)
        self.assertEqual(q4.period, "2026-Q4")
        self.assertEqual((q4.period_start, q4.period_end), (date(2026, 10, 1), date(2026, 12, 31)))
        self.assertEqual(q4.due_date, date(2027, 2, 1), "31 January 2027 is a Sunday")
        self.assertEqual(
            sorted(filings.mapped("due_date")),
            [date(2026, 12, 10), date(2027, 1, 25), date(2027, 2, 1), date(2027, 2, 10)],
        )
        self.assertEqual(set(filings.mapped("state")), {"draft"})
        self.assertEqual(filings.company_id, self.company)

    @freeze_time("2026-11-22")
    def test_twice_creates_no_duplicates(self):
        """Capability: finance.tax.return-workflow"""
        first = self._run("ir_cron_create_filings")
        self.assertEqual(len(first), 4)
        self.assertEqual(self._run("ir_cron_create_filings"), first)

    @freeze_time("2026-11-22")
    def test_amended_and_cancelled_periods_are_not_created_again(self):
        filings = self._run("ir_cron_create_filings")
        filings[0].write({"cancel_reason": "No withholding this month"})
        filings[0].with_user(self.manager).action_not_due()
        self.assertEqual(self._run("ir_cron_create_filings"), filings)

    @freeze_time("2026-11-22")
    def test_closed_branch(self):
        self.registration.track_until = date(2026, 12, 31)
        filings = self._run("ir_cron_create_filings")
        self.assertEqual(filings.mapped("due_date"), [date(2026, 12, 10)])

    @freeze_time("2026-11-02")
    def test_rolled_due_date_counts_not_the_nominal_one(self):
        """The nominal date, 31 October, lies before the start; the due date does not."""
        self.registration.track_from = date(2026, 11, 1)
        filings = self._run("ir_cron_create_filings")
        self.assertIn(date(2026, 11, 2), filings.mapped("due_date"))

    @freeze_time("2026-11-22")
    def test_holiday_entered_later_moves_open_filings_only(self):
        filings = self._run("ir_cron_create_filings")
        monthly = filings.filtered(lambda filing: filing.due_date == date(2026, 12, 10))
        q4 = filings.filtered(lambda filing: filing.obligation_id == self.eq)
        q4.sudo().write({"amount": 1, "state": "prepared"})
        calendar = self.registration.calendar_id
        self.env["resource.calendar.leaves"].create(
            [
                calendar._bir_holiday_values(date(2026, 12, 10), "Proclaimed"),
                calendar._bir_holiday_values(date(2027, 2, 1), "Proclaimed"),
            ]
        )
        self._run("ir_cron_create_filings")
        self.assertEqual(monthly.due_date, date(2026, 12, 11))
        self.assertEqual(q4.due_date, date(2027, 2, 2))

    def test_filed_filing_keeps_its_date(self):
        filing = self._file(self._create_filing(amount=10))
        before = filing.due_date
        self.env["resource.calendar.leaves"].create(
            self.registration.calendar_id._bir_holiday_values(before, "Proclaimed")
        )
        with freeze_time("2026-11-22"):
            self._run("ir_cron_create_filings")
        self.assertEqual(filing.due_date, before)

    def _reminders(self, filing):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "ipai.bir.filing"),
                ("res_id", "=", filing.id),
                (
                    "activity_type_id",
                    "=",
                    self.env.ref(f"{MODULE}.mail_activity_type_deadline").id,
                ),
            ]
        )

    def test_reminders_ten_three_and_one_day_ahead(self):
        filing = self._create_filing(self.monthly, date(2026, 11, 30))
        self.assertEqual(filing.due_date, date(2026, 12, 10))
        seen = []
        for day in range(25, 43):
            today = date.fromordinal(date(2026, 11, 1).toordinal() + day - 1)
            with freeze_time(today):
                before = self._reminders(filing)
                self._run("ir_cron_remind")
                self._run("ir_cron_remind")
                after = self._reminders(filing)
                self.assertLessEqual(len(after), 1)
                if after != before:
                    seen.append((filing.due_date - today).days)
                    self.assertEqual(after.date_deadline, filing.due_date)
                    late = seen[-1] < 0
                    self.assertEqual(after.user_id, self.manager if late else self.officer)
        self.assertEqual(seen, [10, 3, 1, -1])

    @freeze_time("2026-12-08")
    def test_prepared_filing_asks_the_reviewer(self):
        filing = self._create_filing(self.monthly, date(2026, 11, 30), amount=5)
        self._run("ir_cron_remind")
        self.assertEqual(self._reminders(filing).user_id, self.officer)
        filing.with_user(self.officer).action_prepare()
        self.assertFalse(self._reminders(filing))
        self.assertEqual(filing.activity_ids.user_id, self.manager)
        filing.with_user(self.manager).action_review()
        self.assertFalse(filing.activity_ids)

    def test_owner_is_asked_to_reconfirm_rules_once_a_year(self):
        self.eq.owner_id = self.manager

        def asked():
            self._run("ir_cron_confirm_rules")
            return self.eq.activity_ids

        with freeze_time("2026-11-22"):
            self.assertEqual(len(asked()), 1)
            self.assertEqual(len(asked()), 1, "asked once")
            self.eq.with_user(self.manager).action_confirm_rules()
            self.assertEqual(self.eq.confirmation_state, "ok")
            self.assertFalse(asked())
        with freeze_time("2027-11-23"):
            self.eq.invalidate_recordset()
            self.assertEqual(len(asked()), 1)

    def test_changed_rule_is_no_longer_confirmed(self):
        self.eq.with_user(self.manager).action_confirm_rules()
        self.eq.rule_ids.day = 25
        self.assertEqual(self.eq.confirmation_state, "never")
