from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import ScheduleCommon


@tagged("post_install", "-at_install")
class TestDrift(ScheduleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-06-20"):
            cls.schedule = cls._spread(cls._bill([12_000]))
            cls.accrual = cls._accrual(600, (date(2026, 5, 1), date(2026, 5, 31)))
            cls.accrual.action_confirm()

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("ipai_account_schedule.ir_cron_check_drift").method_direct_trigger()

    def _own_activities(self):
        return self.schedule.activity_ids.filtered(
            lambda item: item.activity_type_id
            == self.env.ref("ipai_account_schedule.mail_activity_type_drift")
        )

    @freeze_time("2026-06-20")
    def test_books_agree(self):
        self._run_cron()
        self.assertFalse((self.schedule | self.accrual).filtered("has_drift"))
        self.assertFalse(self.schedule.activity_ids)

    @freeze_time("2026-06-20")
    def test_edited_entry(self):
        move = self.schedule.line_ids[2].move_id
        move.button_draft()
        for line in move.line_ids.with_context(check_move_validity=False):
            line.balance = 900 if line.balance > 0 else -900
        move.action_post()
        for _time in range(2):
            self._run_cron()
        self.assertIn("another amount", self.schedule.drift)
        self.assertEqual(self._own_activities().user_id, self.schedule.user_id)

    @freeze_time("2026-06-20")
    def test_redated_entry(self):
        move = self.schedule.line_ids[2].move_id
        move.button_draft()
        move.write({"name": False, "date": date(2026, 4, 15)})
        move.action_post()
        self._run_cron()
        self.assertRegex(self.schedule.drift, "2026-03-31 .*another date")
        self.schedule.with_user(self.officer).action_accept_dates()
        self.assertFalse(self.schedule.has_drift)
        self.assertEqual(self.schedule.line_ids[2].booked_on, date(2026, 4, 15))
        self.assertFalse(self._own_activities())

    @freeze_time("2026-06-20")
    def test_deleted_entry_is_booked_again(self):
        line = self.schedule.line_ids[2]
        line.move_id.button_draft()
        line.move_id.with_context(force_delete=True).unlink()
        self._run_cron()
        self.assertEqual(line.state, "missing")
        self.assertIn("deleted", self.schedule.drift)
        self.schedule.with_user(self.officer).action_rebook_missing()
        self.assertEqual((line.state, line.move_id.date), ("posted", date(2026, 3, 31)))
        self.assertFalse(self.schedule.drift)
        self.assertEqual(self._ledger(self.prepaid), 7_451.61)

    @freeze_time("2026-06-20")
    def test_reversed_entry(self):
        self.schedule.line_ids[2].move_id._reverse_moves([{"date": date(2026, 6, 1)}], cancel=True)
        self._run_cron()
        self.assertIn("reversed", self.schedule.drift)

    @freeze_time("2026-06-20")
    def test_entry_that_was_not_posted(self):
        with freeze_time("2026-07-02"):
            self._run_cron()
            self.assertIn("2026-06-30: the entry is not posted", self.schedule.drift)

    @freeze_time("2026-06-20")
    def test_deferral_entry(self):
        move = self.schedule.transfer_move_id
        move.button_draft()
        move.date = date(2026, 1, 20)
        move.action_post()
        self._run_cron()
        self.assertRegex(self.schedule.drift, "2026-01-15 .*another date")

    @freeze_time("2026-06-20")
    def test_reversal_of_an_accrual(self):
        line = self.accrual.line_ids
        line.reversal_move_id.button_draft()
        line.reversal_move_id.with_context(force_delete=True).unlink()
        self._run_cron()
        self.assertIn("2026-06-01: the entry is deleted", self.accrual.drift)

    @freeze_time("2026-06-20")
    def test_account_with_other_entries(self):
        """An entry that no schedule made: the account differs, no schedule does."""
        move = self.env["account.move"].create(
            {
                "journal_id": self.company_data["default_journal_misc"].id,
                "date": date(2026, 6, 1),
                "line_ids": [
                    (0, 0, {"account_id": self.prepaid.id, "balance": 77}),
                    (0, 0, {"account_id": self.expense.id, "balance": -77}),
                ],
            }
        )
        move.action_post()
        for _time in range(2):
            self._run_cron()
        self.assertFalse(self.schedule.drift)
        [activity] = self._own_activities()
        self.assertIn("PREP1", activity.summary)
        self.company.ipai_schedule_ledger_check = False
        activity.unlink()
        self._run_cron()
        self.assertFalse(self._own_activities())
