from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import ScheduleCommon


@tagged("post_install", "-at_install")
class TestLocks(ScheduleCommon):
    @freeze_time("2026-06-20")
    def test_locked_dates_move_to_the_first_open_day(self):
        bill = self._bill([12_000])
        self.company.fiscalyear_lock_date = date(2026, 3, 31)
        schedule = self._spread(bill)
        self.assertEqual(schedule.opened_on, date(2026, 4, 1))
        self.assertEqual(
            schedule.line_ids.mapped("booked_on")[:5],
            [date(2026, 4, 1)] * 3 + [date(2026, 4, 30), date(2026, 5, 31)],
        )
        self.assertEqual(schedule.shifted_count, 3)
        self.assertIn("2026-01-31 → 2026-04-01", schedule.message_ids.mapped("body")[0])
        self.assertEqual(self._ledger(self.prepaid, date(2026, 3, 31)), 0, "nothing in the lock")
        self.assertEqual(
            self._ledger(self.expense, date(2026, 4, 30)), 3_548.39, "period total after it"
        )
        self.assertEqual(self._by_account(date(2026, 6, 20))[self.prepaid][3], 0)

    @freeze_time("2026-06-20")
    def test_lock_between_confirming_and_posting(self):
        """Odoo alone would date the entry at the month's end; the schedule would not know."""
        schedule = self._spread(self._bill([12_000]))
        with freeze_time("2026-07-20"):
            self.company.fiscalyear_lock_date = date(2026, 7, 10)
            self._autopost()
            june = schedule.line_ids[5]
            self.assertEqual(june.date, date(2026, 6, 30))
            self.assertEqual((june.move_id.date, june.booked_on), (date(2026, 7, 11),) * 2)
            self.assertTrue(june.is_shifted)
            self.assertEqual(june.state, "posted")
            self.assertEqual(self._ledger(self.expense, date(2026, 7, 10)), 4_548.39)
            schedule._refresh_drift()
            self.assertFalse(schedule.drift, "shifted by the schedule, so no difference")

    @freeze_time("2026-06-20")
    def test_hard_lock(self):
        bill = self._bill([12_000])
        self.company.hard_lock_date = date(2026, 5, 31)
        schedule = self._spread(bill)
        self.assertEqual(min(schedule.line_ids.move_id.mapped("date")), date(2026, 6, 1))

    @freeze_time("2026-06-20")
    def test_sales_lock_does_not_bind_a_general_journal(self):
        bill = self._bill([12_000])
        self.company.sale_lock_date = date(2026, 5, 31)
        self.assertFalse(self._spread(bill).shifted_count)

    @freeze_time("2026-06-20")
    def test_exception_of_the_user(self):
        bill = self._bill([12_000])
        self.company.fiscalyear_lock_date = date(2026, 3, 31)
        self.env["account.lock_exception"].create(
            {
                "company_id": self.company.id,
                "user_id": self.officer.id,
                "fiscalyear_lock_date": date(2025, 12, 31),
                "end_datetime": "2099-07-01 00:00:00",
                "reason": "Late insurance bill",
            }
        )
        self.assertFalse(self._spread(bill).shifted_count)
