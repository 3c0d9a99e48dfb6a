from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import YEAR, ScheduleCommon


@tagged("post_install", "-at_install")
class TestDeferral(ScheduleCommon):
    @freeze_time("2027-02-01")
    def test_a_year_by_day_ends_at_zero(self):
        """12,000 over 15 January to 14 January: every cent recognised, none remains.

        Capability: finance.accounting.deferrals
        """
        schedule = self._spread(self._bill([12_000]), method="day")
        lines = schedule.line_ids
        self.assertEqual(self.company.currency_id.round(sum(lines.mapped("amount"))), 12_000.00)
        self.assertEqual(lines.mapped("date")[0], date(2026, 1, 31))
        self.assertEqual(lines.mapped("date")[-1], YEAR[1])
        self.assertEqual(self._ledger(self.prepaid), 0.00)
        self.assertEqual(self._ledger(self.expense), 12_000.00)
        self.assertEqual(schedule.state, "done")
        self.assertEqual((schedule.remaining_amount, schedule.progress), (0.0, 100.0))

    @freeze_time("2026-03-20")
    def test_entries_post_at_their_date(self):
        """Capability: finance.accounting.deferrals"""
        schedule = self._spread(self._bill([12_000]))
        posted = schedule.line_ids.filtered(lambda line: line.state == "posted")
        self.assertEqual(len(posted), 2)
        future = (schedule.line_ids - posted).move_id
        self.assertEqual(set(future.mapped("auto_post")), {"at_date"})
        self.assertEqual(set(future.mapped("state")), {"draft"})
        self.assertEqual(self._ledger(self.prepaid), 12_000 - 548.39 - 1_000)
        self.assertEqual(schedule.remaining_amount, 10_451.61)
        self.assertEqual(schedule.next_date, date(2026, 3, 31))
        with freeze_time("2026-04-01"), self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_auto_post_draft_entry").method_direct_trigger()
        self.assertEqual(schedule.remaining_amount, 9_451.61)

    @freeze_time("2027-02-01")
    def test_period_totals(self):
        self._spread(self._bill([12_000]))
        totals = self.env["account.move.line"]._read_group(
            [("account_id", "=", self.expense.id), ("parent_state", "=", "posted")],
            ["date:month"],
            ["balance:sum"],
        )
        # January holds the bill and its transfer as well, which cancel out.
        self.assertEqual([total for _month, total in totals], [548.39, *[1000.0] * 11, 451.61])

    @freeze_time("2027-02-01")
    def test_deferred_revenue(self):
        """Capability: finance.accounting.deferrals"""
        schedule = self._spread(self._bill([2_400], move_type="out_invoice"))
        self.assertEqual((schedule.kind, schedule.amount), ("deferred_revenue", 2_400))
        accounts = schedule.transfer_move_id.line_ids.account_id
        self.assertEqual(accounts, self.unearned | self.revenue)
        self.assertEqual(self._ledger(self.unearned), 0.0)
        self.assertEqual(self._ledger(self.unearned, date(2026, 1, 30)), -2_400.0)
        self.assertEqual(self._ledger(self.revenue), -2_400.0)

    @freeze_time("2026-01-20")
    def test_refund(self):
        for move_type, account, balance in (
            ("in_refund", self.prepaid, -600.0),
            ("out_refund", self.unearned, 600.0),
        ):
            with self.subTest(move_type):
                schedule = self._spread(self._bill([600], move_type=move_type))
                self.assertEqual(schedule.amount, -600)
                self.assertLess(max(schedule.line_ids.mapped("amount")), 0)
                self.assertEqual(self._ledger(account), balance)

    @freeze_time("2027-02-01")
    def test_foreign_currency(self):
        """At the rate of the bill to the end, whatever the rate does later."""
        rates = [("2026-01-01", 3.0), ("2026-06-01", 2.0)]
        foreign = self.setup_other_currency("EUR", rates=rates)
        schedule = self._spread(self._bill([1_000], currency_id=foreign.id), method="day")
        self.assertEqual((schedule.amount_currency, schedule.amount), (1_000, 333.33))
        round_ = self.company.currency_id.round
        self.assertEqual(round_(sum(schedule.line_ids.mapped("amount"))), 333.33)
        self.assertEqual(round_(sum(schedule.line_ids.mapped("amount_currency"))), 1_000.0)
        self.assertEqual(self._ledger(self.prepaid), 0.0)
        self.assertEqual(self._ledger(self.prepaid, field="amount_currency"), 0.0)
        item = schedule.line_ids[5].move_id.line_ids.filtered(
            lambda line: line.account_id == self.expense
        )
        self.assertEqual(item.currency_id, foreign)
        self.assertEqual(item.amount_currency, schedule.line_ids[5].amount_currency)

    @freeze_time("2026-01-20")
    def test_manual_foreign_amount_at_the_rate_of_the_first_day(self):
        foreign = self.setup_other_currency("EUR", rates=[("2026-01-01", 4.0)])
        schedule = self._accrual(400, YEAR, currency_id=foreign.id)
        self.assertEqual(schedule.amount, 100)
        with self.assertRaises(ValidationError):
            schedule.write({"amount": -1})

    @freeze_time("2026-01-20")
    def test_analytic_distribution(self):
        plan = self.env["account.analytic.plan"].create({"name": "Projects"})
        account = self.env["account.analytic.account"].create(
            {"name": "Site", "plan_id": plan.id, "company_id": self.company.id}
        )
        bill = self._bill([1_200], post=False)
        bill.invoice_line_ids.analytic_distribution = {str(account.id): 100}
        bill.action_post()
        schedule = self._spread(bill)
        for move, profit in (
            (schedule.transfer_move_id, self.expense),
            (schedule.line_ids[0].move_id, self.expense),
        ):
            by_account = {line.account_id: line.analytic_distribution for line in move.line_ids}
            self.assertEqual(by_account[profit], {str(account.id): 100})
            self.assertFalse(by_account[self.prepaid])
        [[total]] = self.env["account.analytic.line"]._read_group(
            [("account_id", "=", account.id)], [], ["amount:sum"]
        )
        self.assertEqual(total, 0, "nothing is recognised yet")

    @freeze_time("2026-06-20")
    def test_entries_never_precede_the_deferral(self):
        """A bill of June for the whole year: what is past is recognised with the bill."""
        bill = self._bill([12_000], day=date(2026, 6, 10))
        schedule = self._spread(bill, dates=(date(2026, 1, 1), date(2026, 12, 31)))
        self.assertEqual(self._ledger(self.prepaid, date(2026, 6, 9)), 0.0)
        self.assertEqual(self._ledger(self.prepaid, date(2026, 6, 10)), 7_000.0)
        self.assertEqual(schedule.shifted_count, 5)
        self.assertEqual(min(schedule.line_ids.move_id.mapped("date")), date(2026, 6, 10))

    @freeze_time("2026-01-20")
    def test_booked_on_the_deferral_account_already(self):
        bill = self._bill([1_200], post=False)
        bill.invoice_line_ids.account_id = self.prepaid
        bill.action_post()
        with self.assertRefused(UserError, "account to recognise it on"):
            self._spread(bill)
        wizard = self.env["ipai.schedule.spread"].create(
            {
                "line_ids": [Command.set(bill.invoice_line_ids.ids)],
                "to_account_id": self.expense.id,
            }
        )
        wizard.action_spread_and_confirm()
        schedule = bill.ipai_schedule_ids
        self.assertFalse(schedule.transfer_move_id)
        with freeze_time("2027-02-01"):
            self._autopost()
            self.assertEqual(self._ledger(self.prepaid), 0)
            self.assertEqual(self._by_account(date(2027, 2, 1))[self.prepaid], (0,) * 4)

    @freeze_time("2026-01-20")
    def test_fiscal_year_is_not_the_calendar_year(self):
        self.company.write({"fiscalyear_last_day": 5, "fiscalyear_last_month": "4"})
        schedule = self._spread(self._bill([3_000]), dates=(date(2026, 3, 1), date(2026, 5, 31)))
        self.assertEqual(
            schedule.line_ids.mapped("date"),
            [date(2026, 3, 31), date(2026, 4, 5), date(2026, 4, 30), date(2026, 5, 31)],
        )

    @freeze_time("2026-01-20")
    def test_several_lines_at_once(self):
        bill = self._bill([1_200, 600, 300])
        schedules = self._spread(bill)
        self.assertEqual(schedules.mapped("amount"), [1_200, 600, 300])
        self.assertEqual(schedules.mapped("state"), ["running"] * 3)
        self.assertEqual(bill.ipai_schedule_count, 3)
        action = bill.action_ipai_open_schedules()
        self.assertEqual(action["domain"], [("id", "in", schedules.ids)])
        self.assertEqual(schedules.transfer_move_id[0].ipai_schedule_count, 0)
        self.assertEqual(schedules.line_ids[0].move_id.ipai_schedule_count, 1)

    @freeze_time("2026-01-20")
    def test_a_line_is_spread_once(self):
        bill = self._bill([1_200])
        schedule = self._spread(bill)
        with self.assertRefused(UserError, "without a schedule"):
            bill.action_ipai_spread()
        self.assertFalse(bill.with_user(self.officer).ipai_can_spread)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["ipai.schedule"].create(
                {"source_line_id": schedule.source_line_id.id, "date_to": YEAR[1]}
            )

    @freeze_time("2026-01-20")
    def test_wizard_refuses_what_changed_meanwhile(self):
        bill = self._bill([1_200])
        wizard = self.env["ipai.schedule.spread"].create(
            {"line_ids": [Command.set(bill.invoice_line_ids.ids)]}
        )
        self.assertEqual(wizard.deferral_account_id, self.prepaid)
        self.assertEqual((wizard.date_from, wizard.date_to), YEAR)
        wizard.action_spread_and_confirm()
        with self.assertRefused(UserError, "Nothing to spread"):
            wizard.action_spread()

    @freeze_time("2026-01-20")
    def test_bill_of_a_running_schedule_stays_posted(self):
        bill = self._bill([1_200])
        draft = self._bill([50], post=False)
        self.assertFalse(draft.line_ids._ipai_spreadable())
        schedule = self._spread(bill, confirm=False)
        bill.button_draft()
        with self.assertRefused(UserError, "Post .* first"):
            schedule.action_confirm()
        bill.action_post()
        schedule.action_confirm()
        with self.assertRefused(UserError, "cancel the schedule first"):
            bill.button_draft()

    @freeze_time("2026-01-20")
    def test_confirm_refuses_what_is_not_complete(self):
        schedule = self._spread(self._bill([1_200]))
        with self.assertRefused(UserError, "confirmed already"):
            schedule.action_confirm()
        values = {
            "name": "Manual",
            "date_from": YEAR[0],
            "date_to": YEAR[1],
            "to_account_id": self.expense.id,
        }
        manual = self.env["ipai.schedule"].create(values)
        with self.assertRefused(UserError, "enter an amount"):
            manual.action_confirm()
        manual.amount_currency = 120
        with self.assertRefused(UserError, "account it is booked on"):
            manual.action_confirm()
        with self.assertRaises(ValidationError):
            manual.to_account_id = manual.deferral_account_id
        with self.assertRefused(ValidationError, "no bill or invoice yet"):
            manual.write(
                {"kind": "accrued_expense", "source_line_id": schedule.source_line_id.id}
            )

    @freeze_time("2026-01-20")
    def test_expenses_and_revenue_are_spread_apart(self):
        lines = (self._bill([10]) | self._bill([10], move_type="out_invoice")).invoice_line_ids
        wizard = self.env["ipai.schedule.spread"].create({"line_ids": [Command.set(lines.ids)]})
        with self.assertRefused(UserError, "either expenses or revenue"):
            wizard.action_spread()

    @freeze_time("2026-03-20")
    def test_opening_balance_needs_no_deferral_entry(self):
        schedule = self.env["ipai.schedule"].create(
            {
                "name": "Taken on",
                "date_from": date(2026, 3, 1),
                "date_to": date(2026, 4, 30),
                "from_account_id": self.prepaid.id,
                "to_account_id": self.expense.id,
                "amount_currency": 200,
            }
        )
        schedule.action_confirm()
        self.assertFalse(schedule.transfer_move_id)
        self.assertEqual(len(schedule.line_ids.move_id), 2)

    @freeze_time("2026-01-20")
    def test_figures_follow_until_confirmed(self):
        schedule = self._spread(self._bill([1_200]), confirm=False)
        schedule.date_to = date(2026, 3, 31)
        self.assertEqual(len(schedule.line_ids), 3)
        schedule.method = "day"
        self.assertEqual(schedule.line_ids[0].amount, round(1_200 * 17 / 76, 2))
        self.assertEqual(schedule.copy().name, f"{schedule.name} (copy)")
        self.assertFalse(schedule.copy().source_line_id)
