import io
from datetime import date

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from .common import PERIOD, ReportCommon


@tagged("post_install", "-at_install")
class TestRun(ReportCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.income = cls.company_data["default_account_revenue"]
        cls.cash = cls.company_data["default_journal_bank"].default_account_id
        cls._entry(date(2025, 6, 1), (cls.cash, 70), (cls.income, -70))
        cls.entry = cls._entry(date(2026, 2, 1), (cls.cash, 1000), (cls.income, -1000))
        cls.statement = cls.env.ref("ipai_report_engine.profit_and_loss")

    def _run(self, report=None, user=None):
        run = (
            self.env["ipai.report.run"]
            .with_user(user or self.officer)
            .create(
                {
                    "report_id": (report or self.statement).id,
                    "company_id": self.company.id,
                    "date_from": PERIOD[0],
                    "date_to": PERIOD[1],
                }
            )
        )
        run.action_compute()
        return run

    def _value(self, run, code):
        return run.figure_ids.filtered(lambda figure: figure.code == code).value

    def test_profit_and_loss(self):
        """Capability: finance.accounting.statements"""
        run = self._run()
        self.assertEqual(self._value(run, "IPL_INC"), 1000)
        self.assertEqual(self._value(run, "IPL_NET"), 1000)
        self.assertIn("1,000.00", run.result_html)
        self.assertFalse(run.issues)

    def test_balance_sheet_balances(self):
        """Capability: finance.accounting.statements"""
        invoice = self.init_invoice(
            "out_invoice", amounts=[333.33], invoice_date="2026-03-01", post=True
        )
        self.assertTrue(invoice)
        run = self._run(self.env.ref("ipai_report_engine.balance_sheet"))
        self.assertEqual(self._value(run, "IBS_PRV"), 70)
        self.assertEqual(self._value(run, "IBS_CUR"), 1333.33)
        self.assertEqual(self._value(run, "IBS_AST"), self._value(run, "IBS_LEQ"))

    def test_same_ledger_same_digest(self):
        first, second = self._run(), self._run()
        self.assertEqual(first.sha256, second.sha256)
        self.entry.button_draft()
        second.action_compute()
        self.assertNotEqual(first.sha256, second.sha256)

    def test_other_company_does_not_change_the_figures(self):
        before = self._run().sha256
        other = self.setup_other_company()
        self.env["account.move"].create(
            {
                "company_id": other["company"].id,
                "journal_id": other["default_journal_misc"].id,
                "date": date(2026, 2, 1),
                "line_ids": [
                    (0, 0, {"account_id": other["default_account_expense"].id, "debit": 5}),
                    (0, 0, {"account_id": other["default_account_revenue"].id, "credit": 5}),
                ],
            }
        ).action_post()
        self.assertEqual(self._run().sha256, before)

    def test_drill_down(self):
        """Capability: finance.accounting.report-drill-down"""
        run = self._run()
        for code, expected in (("IPL_INC", -1000), ("IPL_NET", -1000)):
            figure = run.figure_ids.filtered(lambda item, code=code: item.code == code)
            action = figure.with_user(self.user).action_open_items()
            items = self.env[action["res_model"]].with_user(self.user).search(action["domain"])
            self.assertEqual(sum(items.mapped("balance")), expected)

    def test_final_is_immutable(self):
        """Capability: finance.accounting.report-drill-down"""
        run = self._run()
        with self.assertRaises(AccessError):
            run.with_user(self.officer).action_finalize()
        as_manager = run.with_user(self.manager)
        as_manager.action_finalize()
        with self.assertRefused(UserError, "no longer change"):
            as_manager.date_to = date(2026, 12, 31)
        with self.assertRefused(UserError, "no longer change"):
            as_manager.action_compute()
        with self.assertRefused(UserError, "stays on record"):
            as_manager.unlink()

    def test_what_cannot_be_computed_is_not_final(self):
        run = self._run(self._report({"A": ("custom", "_some_function")}))
        self.assertIn("not installed", run.issues)
        with self.assertRefused(UserError, "Not everything"):
            run.with_user(self.manager).action_finalize()

    def test_figures_cannot_be_written(self):
        run = self._run()
        for values in ({"state": "final"}, {"sha256": "x"}, {"result": []}):
            with self.subTest(values), self.assertRaises(AccessError):
                run.with_user(self.manager).write(values)
        with self.assertRaises(AccessError):
            run.figure_ids[0].with_user(self.manager).value = 1

    def test_changed_period_drops_the_figures(self):
        run = self._run()
        run.with_user(self.officer).date_to = date(2026, 1, 31)
        self.assertFalse(run.figure_ids)
        self.assertFalse(run.sha256)

    def test_report_of_another_country_is_refused(self):
        report = self._report({}, country_id=self.env.ref("base.aq").id)
        with self.assertRaises(ValidationError):
            self._run(report)

    def test_access(self):
        run = self._run()
        with self.assertRaises(AccessError):
            run.with_user(self.user).action_compute()
        other = self.setup_other_company()["company"]
        stranger = self._create_user("manager", other)
        with self.assertRaises(AccessError):
            run.with_user(stranger).read(["result"])

    def test_print(self):
        """Capability: finance.accounting.report-drill-down"""
        run = self._run()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "ipai_report_engine.action_report_run", run.ids
        )[0].decode()
        self.assertIn("Gross Profit", html)
        self.assertIn(run.sha256, html)

    def test_xlsx(self):
        """Capability: finance.accounting.report-drill-down"""
        run = self._run()
        self.officer.password = "officer-password"
        self.authenticate(self.officer.login, "officer-password")
        response = self.url_open(f"/ipai/report/run/{run.id}.xlsx")
        self.assertEqual(response.status_code, 200)
        sheet = load_workbook(io.BytesIO(response.content)).active
        rows = {row[0]: row[1] for row in sheet.iter_rows(min_row=5, values_only=True)}
        self.assertEqual(rows["Net Profit"], 1000)
        other = self.setup_other_company()["company"]
        stranger = self._create_user("user", other)
        stranger.password = "stranger-password"
        self.authenticate(stranger.login, "stranger-password")
        refused = self.url_open(f"/ipai/report/run/{run.id}.xlsx")
        self.assertEqual(refused.status_code, 403)

    def test_reader_changes_nothing(self):
        """No way around the access rights by what the model does as superuser."""
        run = self._run()
        digest, figures = run.sha256, len(run.figure_ids)
        other = self.setup_other_company()["company"]
        for values in (
            {"date_from": date(2026, 1, 2)},
            {"date_to": date(2026, 1, 31)},
            {"report_id": self.env.ref("ipai_report_engine.balance_sheet").id},
            {"company_id": other.id},
            {"result": False},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                run.with_user(self.user).write(values)
        with self.assertRaises(UserError):
            run.with_user(self.officer).company_id = other
        self.assertEqual((run.sha256, len(run.figure_ids)), (digest, figures))

    def test_final_report_is_sealed(self):
        run = self._run(user=self.manager)
        run.action_finalize()
        self.assertEqual(run.sudo().seal_ids.event, "final")
        self.assertIn(run.sha256, run.sudo().seal_ids.content)

    def test_impossible_date(self):
        ledger = self.env["ipai.report.trial.balance"].with_context(report_date_from="2026-02-31")
        with self.assertRefused(UserError, "is no date"):
            ledger.search([])
