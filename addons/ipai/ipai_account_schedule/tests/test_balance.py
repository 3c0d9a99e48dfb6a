from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import ScheduleCommon


@tagged("post_install", "-at_install")
class TestBalance(ScheduleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-06-20"):
            cls.insurance = cls._spread(cls._bill([12_000]), method="day")
            cls.rent = cls._spread(cls._bill([3_000, 777.77]), dates=(date(2026, 2, 10),) * 2)
            cls.refund = cls._spread(cls._bill([500], move_type="in_refund"))
            cls.contract = cls._spread(cls._bill([9_999], move_type="out_invoice"))
            cls.accrual = cls._accrual(600, (date(2026, 4, 1), date(2026, 5, 31)))
            cls.accrual.action_confirm()

    @freeze_time("2026-06-20")
    def test_remaining_balance_is_the_ledger(self):
        """Capability: finance.accounting.deferrals"""
        for day in (
            date(2026, 1, 14),
            date(2026, 1, 15),
            date(2026, 2, 28),
            date(2026, 4, 30),
            date(2026, 5, 31),
            date(2026, 6, 20),
        ):
            rows = self._by_account(day)
            for account in (self.prepaid, self.unearned, self.accrued):
                planned, booked, ledger, difference = rows.get(account, (0, 0, 0, 0))
                with self.subTest(day=day, account=account.code):
                    self.assertEqual(ledger, self._ledger(account, day))
                    self.assertEqual((planned, booked, difference), (ledger, ledger, 0))

    @freeze_time("2026-06-20")
    def test_remaining_balance_is_that_of_the_schedules(self):
        rows = self._statement(date(2026, 6, 20))
        expected = sum((self.insurance | self.rent | self.refund).mapped("remaining_amount"))
        line = rows.line_ids.filtered(lambda row: row.account_id == self.prepaid)
        self.assertAlmostEqual(line.planned, expected, 2)
        by_schedule = dict(rows._schedule_rows(self.prepaid))
        self.assertEqual(set(by_schedule), set(self.insurance | self.refund))
        self.assertAlmostEqual(by_schedule[self.insurance], self.insurance.remaining_amount, 2)

    @freeze_time("2026-06-20")
    def test_foreign_entry_on_the_account_shows(self):
        """Negative control: the report differs when somebody else books there."""
        self._entry(250)
        _planned, _booked, _ledger, difference = self._by_account(date(2026, 6, 20))[self.prepaid]
        self.assertEqual(difference, 250)

    def _entry(self, amount):
        move = self.env["account.move"].create(
            {
                "journal_id": self.company_data["default_journal_misc"].id,
                "date": date(2026, 6, 1),
                "line_ids": [
                    (0, 0, {"account_id": self.prepaid.id, "balance": amount}),
                    (0, 0, {"account_id": self.expense.id, "balance": -amount}),
                ],
            }
        )
        move.action_post()

    @freeze_time("2026-06-20")
    def test_board_of_movements(self):
        balances = self.env["ipai.schedule.balance"].with_user(self.reader)
        [[planned, booked]] = balances._read_group(
            [("account_id", "=", self.prepaid.id)], [], ["planned:sum", "booked:sum"]
        )
        self.assertAlmostEqual(planned, 0, 2, "at the end nothing remains")
        self.assertAlmostEqual(booked, self._ledger(self.prepaid), 2)
        natures = balances.search([("schedule_id", "=", self.accrual.id)]).mapped("nature")
        self.assertEqual(sorted(natures), ["entry", "entry", "reversal", "reversal"])

    @freeze_time("2026-06-20")
    def test_printed(self):
        statement = self._statement(date(2026, 6, 20)).with_user(self.reader)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "ipai_account_schedule.action_report_statement", statement.ids
        )[0].decode()
        for text in (self.insurance.name, self.prepaid.code, "General ledger", "Difference"):
            self.assertIn(text, html)
        self.assertEqual(statement.action_print()["type"], "ir.actions.report")
        self.assertIn(("date", "<=", date(2026, 6, 20)), statement.action_movements()["domain"])
