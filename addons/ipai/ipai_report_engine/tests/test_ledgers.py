from datetime import date

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ReportCommon


@tagged("post_install", "-at_install")
class TestLedgers(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.income = cls.company_data["default_account_revenue"]
        cls.expense = cls.company_data["default_account_expense"]
        cls.cash = cls.company_data["default_journal_bank"].default_account_id
        cls._entry(date(2025, 6, 1), (cls.cash, 70), (cls.income, -70))
        cls._entry(date(2026, 1, 15), (cls.cash, 11), (cls.income, -11))
        cls._entry(date(2026, 2, 1), (cls.cash, 1000), (cls.income, -1000))
        cls._entry(date(2026, 3, 1), (cls.expense, 300), (cls.cash, -300))
        cls._entry(date(2026, 2, 2), (cls.cash, 9), (cls.income, -9), post=False)

    def _model(self, name, date_from="2026-02-01", date_to="2026-03-31", user=None):
        return (
            self.env[f"ipai.report.{name}"]
            .with_user(user or self.user)
            .with_context(
                report_date_from=date_from,
                report_date_to=date_to,
                allowed_company_ids=self.company.ids,
            )
        )

    def _row(self, account, **dates):
        row = self._model("trial.balance", **dates).search([("account_id", "=", account.id)])
        return row.opening, row.debit, row.credit, row.closing

    def test_trial_balance(self):
        """Capability: finance.accounting.ledgers"""
        self.assertEqual(self._row(self.cash), (81, 1000, 300, 781))
        self.assertEqual(self._row(self.income), (-11, 0, 1000, -1011))
        self.assertEqual(self._row(self.expense), (0, 300, 0, 300))

    def test_profit_of_earlier_years_opens_as_undistributed_profit(self):
        profit = self.env["ipai.report.ledger"]._profit_account(self.company)
        self.assertEqual(self._row(profit), (-70, 0, 0, -70))

    def test_trial_balance_equals_the_ledger(self):
        """Capability: finance.accounting.ledgers"""
        invoices = [
            self.init_invoice(
                "out_invoice", amounts=[123.45 + number], invoice_date=day, post=True
            )
            for number, day in enumerate(("2025-12-31", "2026-01-01", "2026-03-31"))
        ]
        self.assertTrue(invoices)
        rows = self._model("trial.balance").search([])
        self.env.cr.execute(
            """SELECT SUM(debit), SUM(credit) FROM account_move_line
                WHERE parent_state = 'posted' AND company_id = %s
                  AND date BETWEEN '2026-02-01' AND '2026-03-31'""",
            [self.company.id],
        )
        debit, credit = self.env.cr.fetchone()
        self.assertAlmostEqual(sum(rows.mapped("debit")), float(debit), 2)
        self.assertAlmostEqual(sum(rows.mapped("credit")), float(credit), 2)
        self.assertAlmostEqual(sum(rows.mapped("debit")), sum(rows.mapped("credit")), 2)
        self.assertAlmostEqual(sum(rows.mapped("opening")), 0, 2)
        self.assertAlmostEqual(sum(rows.mapped("closing")), 0, 2)

    def test_general_ledger(self):
        """Capability: finance.accounting.ledgers"""
        rows = self._model("general.ledger").search([("account_id", "=", self.cash.id)])
        self.assertEqual(rows.mapped("is_opening"), [True, False, False])
        self.assertEqual(rows.mapped("balance"), [81, 1000, -300])
        self.assertEqual(rows.mapped("cumulated"), [81, 1081, 781])

    def test_ledger_and_trial_balance_agree(self):
        """Capability: finance.accounting.ledgers"""
        ledger = self._model("general.ledger")
        balances = dict(ledger._read_group([], ["account_id"], ["balance:sum"]))
        for row in self._model("trial.balance").search([]):
            self.assertAlmostEqual(balances[row.account_id], row.closing, 2)

    def test_trial_balance_opens_its_ledger(self):
        row = self._model("trial.balance").search([("account_id", "=", self.cash.id)])
        action = row.action_open_ledger()
        items = self.env[action["res_model"]].with_context(**action["context"])
        found = items.with_company(self.company).search(action["domain"])
        self.assertAlmostEqual(sum(found.mapped("balance")), row.closing, 2)

    def test_aged(self):
        """Capability: finance.accounting.aged-balances"""
        receivable = self.company_data["default_account_receivable"]
        for due, amount in (("2026-03-31", 10), ("2026-03-30", 20), ("2025-11-01", 40)):
            self._entry(
                date(2025, 10, 1),
                (receivable, amount, {"date_maturity": due, "partner_id": self.partner_a.id}),
                (self.income, -amount),
            )
        rows = self._model("aged").search([("partner_id", "=", self.partner_a.id)])
        self.assertEqual(rows.mapped("days"), [150, 1, 0])
        self.assertEqual(sum(rows.mapped("not_due")), 10)
        self.assertEqual(sum(rows.mapped("days_30")), 20)
        self.assertEqual(sum(rows.mapped("older")), 40)

    def test_aged_equals_open_residuals_and_looks_back(self):
        """Capability: finance.accounting.aged-balances"""
        invoice = self.init_invoice(
            "out_invoice", amounts=[1000], invoice_date="2026-01-10", post=True
        )
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        register.create({"payment_date": "2026-03-05", "amount": 400})._create_payments()
        now = sum(self._model("aged").search([("kind", "=", "asset_receivable")]).mapped("residual"))
        open_items = self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
            ]
        )
        self.assertAlmostEqual(now, sum(open_items.mapped("amount_residual")), 2)
        self.env.invalidate_all()
        before = self._model("aged", date_to="2026-03-04").search(
            [("move_id", "=", invoice.id), ("kind", "=", "asset_receivable")]
        )
        self.assertAlmostEqual(sum(before.mapped("residual")), invoice.amount_total, 2)

    def test_access(self):
        employee = new_test_user(self.env, login="no_accountant", groups="base.group_user")
        other = self.setup_other_company()["company"]
        stranger = self._create_user("user", other)
        for name in ("trial.balance", "general.ledger", "aged"):
            with self.subTest(name):
                with self.assertRaises(AccessError):
                    self._model(name, user=employee).search([])
                rows = self._model(name, user=stranger).with_context(
                    allowed_company_ids=other.ids
                )
                self.assertNotIn(self.company, rows.search([]).company_id)

    def test_wizard(self):
        wizard = (
            self.env["ipai.report.wizard"]
            .with_user(self.user)
            .create({"report": "receivable", "date_to": "2026-03-31"})
        )
        action = wizard.action_open()
        self.assertEqual(action["res_model"], "ipai.report.aged")
        self.assertEqual(action["context"]["report_date_to"], "2026-03-31")

    def test_bounded_queries(self):
        account = self.cash.copy()
        for number in range(30):
            self._entry(
                date(2026, 2, 3),
                (account, 1, {"name": f"Item {number}"}),
                (self.income, -1),
                line_ids=[
                    Command.create({"account_id": account.id, "debit": 1}),
                    Command.create({"account_id": self.income.id, "credit": 1}),
                ],
            )
        for name in ("trial.balance", "general.ledger", "aged"):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.subTest(name), self.assertQueryCount(25):
                model = self._model(name)
                fields = [
                    field
                    for field in model._fields
                    if field not in ("id", "__last_update", "display_name")
                ]
                model.search([]).read(fields)
