from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import YEAR, ScheduleCommon


@tagged("post_install", "-at_install")
class TestCancel(ScheduleCommon):
    def _cancel(self, schedule, settlement, day=date(2026, 6, 20), user=None):
        wizard = self.env["ipai.schedule.cancel"].with_user(user or self.manager)
        wizard.create(
            {
                "schedule_id": schedule.id,
                "settlement": settlement,
                "date": day,
                "reason": "Contract ended",
            }
        ).action_cancel()

    @freeze_time("2026-06-20")
    def test_midway_touches_only_what_is_not_posted(self):
        schedule = self._spread(self._bill([12_000]))
        posted = schedule.line_ids.filtered(lambda line: line.state == "posted")
        pending = (schedule.line_ids - posted).move_id
        before = [(move.name, move.date, move.amount_total) for move in posted.move_id]
        self._cancel(schedule, "recognise")
        self.assertEqual(schedule.state, "cancelled")
        self.assertFalse(pending.exists())
        self.assertEqual(
            [(move.name, move.date, move.amount_total) for move in posted.move_id], before
        )
        self.assertEqual(posted.mapped("state"), ["posted"] * 5)
        self.assertEqual(set((schedule.line_ids - posted).mapped("state")), {"cancelled"})

    @freeze_time("2026-06-20")
    def test_rest_recognised_at_once(self):
        schedule = self._spread(self._bill([12_000]))
        self._cancel(schedule, "recognise")
        self.assertEqual(schedule.settled_amount, 7_451.61)
        self.assertEqual(schedule.settlement_move_id.date, date(2026, 6, 20))
        self.assertEqual(self._ledger(self.prepaid), 0)
        self.assertEqual(self._ledger(self.expense), 12_000)
        self.assertEqual(schedule.remaining_amount, 0)

    @freeze_time("2026-06-20")
    def test_rest_kept_on_the_account(self):
        schedule = self._spread(self._bill([12_000]))
        self._cancel(schedule, "keep")
        self.assertFalse(schedule.settlement_move_id)
        self.assertEqual(self._ledger(self.prepaid), 7_451.61)
        self.assertEqual(schedule.remaining_amount, 7_451.61)

    @freeze_time("2026-06-20")
    def test_rest_spread_by_another_schedule(self):
        schedule = self._spread(self._bill([12_000]))
        self._cancel(schedule, "keep")
        action = schedule.with_user(self.officer).action_spread_rest()
        rest = self.env["ipai.schedule"].browse(action["res_id"])
        rest.date_to = date(2026, 8, 31)
        rest.action_confirm()
        self.assertEqual(rest.amount, 7_451.61)
        self.assertEqual(schedule.remaining_amount, 0)
        self.assertEqual(self._by_account(date(2026, 6, 20))[self.prepaid], (7_451.61,) * 3 + (0,))
        with freeze_time("2026-09-01"):
            self._autopost()
            self.assertEqual(self._ledger(self.prepaid), 0)
            self.assertEqual(
                self._by_account(date(2026, 9, 1))[self.prepaid], (0.0, 0.0, 0.0, 0.0)
            )

    @freeze_time("2026-06-20")
    def test_rest_is_taken_over_once_and_whole(self):
        schedule = self._spread(self._bill([12_000]))
        self._cancel(schedule, "keep")
        first, second = (
            self.env["ipai.schedule"].browse(schedule.action_spread_rest()["res_id"])
            for _time in range(2)
        )
        first.action_confirm()
        with self.assertRefused(UserError, "must take all"):
            second.action_confirm()
        for nothing_left in (schedule, first):
            with self.assertRefused(UserError, "left to spread"):
                nothing_left.action_spread_rest()

    @freeze_time("2026-06-20")
    def test_foreign_rest(self):
        foreign = self.setup_other_currency("EUR", rates=[("2026-01-01", 3.0)])
        schedule = self._spread(self._bill([1_000], currency_id=foreign.id), method="day")
        self._cancel(schedule, "recognise")
        self.assertEqual(self._ledger(self.prepaid), 0)
        self.assertEqual(self._ledger(self.prepaid, field="amount_currency"), 0)

    @freeze_time("2026-06-20")
    def test_rest_in_a_locked_period_moves_to_the_first_open_day(self):
        schedule = self._spread(self._bill([12_000]))
        self.company.fiscalyear_lock_date = date(2026, 6, 30)
        self._cancel(schedule, "recognise")
        self.assertEqual(schedule.settlement_move_id.date, date(2026, 7, 1))
        self.assertEqual(schedule.settled_on, date(2026, 7, 1))

    @freeze_time("2026-01-10")
    def test_nothing_posted_leaves_nothing(self):
        """The deferral itself was still to come: the line can be spread again."""
        bill = self._bill([1_200], day=date(2026, 1, 5))
        schedule = self._spread(bill, confirm=False)
        schedule.opening_date = date(2026, 1, 31)
        schedule.action_confirm()
        self._cancel(schedule, "recognise", day=date(2026, 1, 10))
        self.assertFalse(schedule.opened_on or schedule.transfer_move_id.exists())
        self.assertEqual(self._ledger(self.expense), 1_200)
        self.assertEqual(self._spread(bill).state, "running")

    @freeze_time("2026-08-03")
    def test_accrual(self):
        accrual = self._accrual(900, (date(2026, 7, 1), date(2026, 9, 30)))
        accrual.action_confirm()
        self._cancel(accrual, "recognise", day=date(2026, 8, 3))
        self.assertEqual(accrual.line_ids.mapped("state"), ["posted", "cancelled", "cancelled"])
        self.assertFalse(accrual.settlement_move_id)
        self.assertEqual(self._ledger(self.accrued), 0)

    @freeze_time("2026-06-20")
    def test_entries_once_posted_stay_on_record(self):
        schedule = self._spread(self._bill([12_000]))
        move = schedule.line_ids[0].move_id
        move.button_draft()
        self._cancel(schedule, "recognise")
        self.assertEqual(move.state, "cancel")
        self.assertEqual(self._ledger(self.prepaid), 0)

    @freeze_time("2026-06-20")
    def test_who_and_when(self):
        draft = self._spread(self._bill([12_000]), confirm=False)
        with self.assertRefused(UserError, "running"):
            self._cancel(draft, "keep")
        draft.with_user(self.officer).unlink()
        schedule = self._spread(self._bill([12_000]), dates=YEAR)
        with self.assertRaises(AccessError):
            self._cancel(schedule, "keep", user=self.officer)
        with self.assertRaises(AccessError):
            schedule.with_user(self.officer)._cancel(date(2026, 6, 20), "keep", "x")
        with self.assertRefused(UserError, "stays on record"):
            schedule.with_user(self.manager).unlink()
