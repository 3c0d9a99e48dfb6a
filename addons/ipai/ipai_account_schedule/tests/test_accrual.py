from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import ScheduleCommon

JUNE = date(2026, 6, 1), date(2026, 6, 30)


@tagged("post_install", "-at_install")
class TestAccrual(ScheduleCommon):
    @freeze_time("2026-07-03")
    def test_month_end_is_reversed_the_next_day(self):
        """Capability: finance.accounting.accruals"""
        accrual = self._accrual(900, JUNE)
        accrual.action_confirm()
        [line] = accrual.line_ids
        self.assertEqual(line.move_id.date, date(2026, 6, 30))
        self.assertEqual(line.reversal_move_id.date, date(2026, 7, 1))
        self.assertEqual(line.reversal_move_id.reversed_entry_id, line.move_id)
        self.assertEqual(self._ledger(self.accrued, date(2026, 6, 30)), -900)
        self.assertEqual(self._ledger(self.accrued), 0)
        self.assertEqual(self._ledger(self.expense, date(2026, 6, 30)), 900)
        items = (line.move_id | line.reversal_move_id).line_ids
        self.assertTrue(
            all(items.filtered(lambda item: item.account_id == self.accrued).mapped("reconciled"))
        )
        self.assertEqual(accrual.state, "done")

    @freeze_time("2026-07-03")
    def test_revenue(self):
        """Capability: finance.accounting.accruals"""
        self._accrual(900, JUNE, kind="accrued_revenue").action_confirm()
        self.assertEqual(self._ledger(self.accrued_income, date(2026, 6, 30)), 900)
        self.assertEqual(self._ledger(self.revenue, date(2026, 6, 30)), -900)
        self.assertEqual(self._ledger(self.accrued_income), 0)

    @freeze_time("2026-09-03")
    def test_months_accumulate(self):
        """Three months without a bill: each month bears its part, the account all of it."""
        accrual = self._accrual(900, (date(2026, 6, 1), date(2026, 8, 31)))
        accrual.action_confirm()
        self.assertEqual(accrual.line_ids.mapped("amount"), [300, 300, 300])
        self.assertEqual(accrual.line_ids.mapped("booked_amount"), [300, 600, 900])
        for day, liability in (
            (date(2026, 6, 30), -300),
            (date(2026, 7, 31), -600),
            (date(2026, 8, 31), -900),
            (date(2026, 9, 1), 0),
        ):
            self.assertEqual(self._ledger(self.accrued, day), liability)
        self.assertEqual(self._ledger(self.expense, date(2026, 7, 31)), 600)

    @freeze_time("2026-06-20")
    def test_reversal_is_made_when_the_accrual_is_posted(self):
        """Capability: finance.accounting.accruals"""
        accrual = self._accrual(900, JUNE)
        accrual.action_confirm()
        self.assertFalse(accrual.line_ids.reversal_move_id)
        with freeze_time("2026-06-30"):
            self._autopost()
            reversal = accrual.line_ids.reversal_move_id
            self.assertEqual((reversal.state, reversal.auto_post), ("draft", "at_date"))
        with freeze_time("2026-07-01"):
            self._autopost()
        self.assertEqual(reversal.state, "posted")
        self.assertEqual(self._ledger(self.accrued), 0)

    @freeze_time("2026-07-03")
    def test_reversal_mirrors_a_foreign_accrual(self):
        foreign = self.setup_other_currency("EUR", rates=[("2026-01-01", 3.0)])
        accrual = self._accrual(1_000, JUNE, currency_id=foreign.id)
        accrual.action_confirm()
        self.assertEqual(self._ledger(self.accrued, date(2026, 6, 30)), -333.33)
        self.assertEqual(self._ledger(self.accrued), 0)
        self.assertEqual(self._ledger(self.accrued, field="amount_currency"), 0)

    @freeze_time("2026-07-03")
    def test_reversal_out_of_a_locked_period(self):
        self.company.fiscalyear_lock_date = date(2026, 7, 31)
        accrual = self._accrual(900, JUNE)
        accrual.action_confirm()
        self.assertEqual(accrual.line_ids.booked_on, date(2026, 8, 1))
        with freeze_time("2026-08-02"):
            self._autopost()
            self._autopost()
        self.assertEqual(accrual.line_ids.reversal_move_id.date, date(2026, 8, 2))
        self.assertEqual(self._ledger(self.accrued, date(2026, 8, 1)), -900)
        self.assertEqual(self._ledger(self.accrued), 0)
