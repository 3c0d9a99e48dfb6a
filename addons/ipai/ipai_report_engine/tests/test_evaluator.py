from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PERIOD, ReportCommon


@tagged("post_install", "-at_install")
class TestEvaluator(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.income = cls.company_data["default_account_revenue"]
        cls.expense = cls.company_data["default_account_expense"]
        cls.cash = cls.company_data["default_journal_bank"].default_account_id
        cls._entry(date(2025, 6, 1), (cls.cash, 70), (cls.income, -70))
        cls._entry(date(2026, 2, 1), (cls.cash, 1000), (cls.income, -1000))
        cls._entry(date(2026, 3, 1), (cls.expense, 300), (cls.cash, -300))
        cls._entry(date(2026, 4, 1), (cls.cash, 5), (cls.income, -5))
        cls._entry(date(2026, 2, 2), (cls.cash, 9), (cls.income, -9), post=False)

    def test_domain_engine(self):
        """Capability: finance.accounting.report-builder"""
        income = f"[('account_id', '=', {self.income.id})]"
        values, issues = self._evaluate(
            self._report(
                {
                    "SUM": ("domain", income, "sum"),
                    "NEG": ("domain", income, "-sum"),
                    "POS": ("domain", income, "sum_if_pos"),
                    "IFN": ("domain", income, "-sum_if_neg"),
                    "CNT": ("domain", income, "count_rows"),
                }
            )
        )
        self.assertEqual(
            values, {"SUM": -1000, "NEG": 1000, "POS": 0, "IFN": 1000, "CNT": 1}
        )
        self.assertFalse(issues)

    def test_date_scopes(self):
        income = f"[('account_id', '=', {self.income.id})]"
        scopes = {
            "A": ("from_beginning", 1070),
            "B": ("from_fiscalyear", 1000),
            "C": ("to_beginning_of_fiscalyear", 70),
            "D": ("to_beginning_of_period", 70),
            "E": ("strict_range", 0),
        }
        report = self._report(
            {code: ("domain", income, "-sum", scope) for code, (scope, _v) in scopes.items()}
        )
        values, _issues = self._evaluate(report, (date(2026, 3, 1), date(2026, 3, 31)))
        # February's sale lies between the year's start and the period.
        expected = {code: value for code, (_s, value) in scopes.items()}
        self.assertEqual(values, {**expected, "D": 1070})

    def test_fiscal_year_that_is_not_the_calendar_year(self):
        self.company.write({"fiscalyear_last_month": "2", "fiscalyear_last_day": 28})
        income = f"[('account_id', '=', {self.income.id})]"
        report = self._report({"A": ("domain", income, "-sum", "from_fiscalyear")})
        values, _issues = self._evaluate(report, (date(2026, 4, 1), date(2026, 4, 30)))
        self.assertEqual(values["A"], 5)
        values, _issues = self._evaluate(report, (date(2026, 2, 1), date(2026, 2, 28)))
        self.assertEqual(values["A"], 1070)

    def test_account_codes_engine(self):
        """Capability: finance.accounting.report-builder"""
        accounts = self.env["account.account"].create(
            [
                {"code": code, "name": code, "account_type": "asset_current"}
                for code in ("7777001", "7777002", "77771")
            ]
        )
        first, second, third = accounts
        self._entry(date(2026, 1, 5), (first, 100), (second, -30), (third, -70))
        values, issues = self._evaluate(
            self._report(
                {
                    "ALL": ("account_codes", "7777"),
                    "SUB": ("account_codes", "77770"),
                    "NEG": ("account_codes", "-77771"),
                    "TWO": ("account_codes", "7777001 - 7777002"),
                    "EXC": ("account_codes", r"7777\(77771,7777002)"),
                    "DEB": ("account_codes", "7777D"),
                    "CRE": ("account_codes", "7777C"),
                }
            )
        )
        self.assertEqual(
            values,
            {"ALL": 0, "SUB": 70, "NEG": 70, "TWO": 130, "EXC": 100, "DEB": 100, "CRE": -100},
        )
        self.assertFalse(issues)

    def test_tax_tags_engine_takes_the_sign_from_the_formula(self):
        """Capability: finance.tax.tax-report"""
        country = self.company.account_fiscal_country_id
        report = self._report(
            {"POS": ("tax_tags", "IPAI1"), "NEG": ("tax_tags", "-IPAI1")}, country_id=country.id
        )
        tag = self.env["account.account.tag"].search([("name", "=", "IPAI1")])
        self.assertEqual(len(tag), 1, "one unsigned tag")
        self._entry(
            date(2026, 1, 5),
            (self.income, -200, {"tax_tag_ids": [Command.set(tag.ids)]}),
            (self.cash, 200),
        )
        values, _issues = self._evaluate(report)
        self.assertEqual(values, {"POS": -200, "NEG": 200})

    def test_external_engine(self):
        """Capability: finance.accounting.report-builder"""
        report = self._report(
            {"SUM": ("external", "sum", "editable"), "LAST": ("external", "most_recent")}
        )
        for expression in report.line_ids.expression_ids:
            for day, value in ((date(2025, 12, 31), 1), (date(2026, 1, 1), 10), (PERIOD[1], 20)):
                self.env["account.report.external.value"].create(
                    {
                        "name": "Entered",
                        "date": day,
                        "value": value,
                        "target_report_expression_id": expression.id,
                        "company_id": self.company.id,
                    }
                )
        values, _issues = self._evaluate(report)
        self.assertEqual(values, {"SUM": 30, "LAST": 20})

    def test_aggregation_engine(self):
        """Capability: finance.accounting.report-builder"""
        income = f"[('account_id', '=', {self.income.id})]"
        values, issues = self._evaluate(
            self._report(
                {
                    # Out of order: a formula may come before what it refers to.
                    "TWICE": ("aggregation", "2 * NET.balance"),
                    "NET": ("aggregation", "INC.balance - COST.balance"),
                    "INC": ("domain", income, "-sum"),
                    "COST": ("domain", f"[('account_id', '=', {self.expense.id})]", "sum"),
                    "ABOVE": ("aggregation", "NET.balance", "if_above(CUR(699.99))"),
                    "BELOW": ("aggregation", "NET.balance", "if_below(CUR(0))"),
                    "BETW": ("aggregation", "NET.balance", "if_between(CUR(0), CUR(700))"),
                    "OTHER": (
                        "aggregation",
                        "NET.balance",
                        "if_other_expr_above(COST.balance, CUR(299))",
                    ),
                    "ROUND": ("aggregation", "NET.balance / 3", "round(0)"),
                }
            )
        )
        self.assertFalse(issues)
        self.assertEqual(
            values,
            {
                "INC": 1000,
                "COST": 300,
                "NET": 700,
                "TWICE": 1400,
                "ABOVE": 700,
                "BELOW": 0,
                "BETW": 700,
                "OTHER": 700,
                "ROUND": 233,
            },
        )

    def test_sum_of_children(self):
        report = self._report(
            {
                "TOTAL": ("aggregation", "sum_children"),
                "ONE": ("external", "sum"),
                "TWO": ("domain", f"[('account_id', '=', {self.expense.id})]", "sum"),
            }
        )
        total, one, two = report.line_ids
        (one | two).parent_id = total
        values, _issues = self._evaluate(report)
        self.assertEqual(values["TOTAL"], 300)

    def test_division_by_zero(self):
        values, issues = self._evaluate(
            self._report(
                {
                    "ZERO": ("external", "sum"),
                    "LOUD": ("aggregation", "1 / ZERO.balance"),
                    "QUIET": ("aggregation", "1 / ZERO.balance", "ignore_zero_division"),
                }
            )
        )
        self.assertEqual((values["LOUD"], values["QUIET"]), (0, 0))
        self.assertEqual(len(issues), 1)
        self.assertIn("LOUD", issues[0])

    def test_reference_to_itself(self):
        _values, issues = self._evaluate(
            self._report(
                {"A": ("aggregation", "B.balance"), "B": ("aggregation", "A.balance + 1")}
            )
        )
        self.assertTrue(any("refers to itself" in issue for issue in issues))

    def test_what_cannot_be_computed_is_said(self):
        values, issues = self._evaluate(
            self._report(
                {
                    "A": ("custom", "_some_function"),
                    "B": ("aggregation", "1", "if_feeling_lucky(1)"),
                }
            )
        )
        self.assertFalse(values)
        self.assertEqual(len(issues), 2)

    def test_foreign_currency_counts_in_company_currency(self):
        currency = self.setup_other_currency("EUR", rates=[("2017-01-01", 2.0)])
        self._entry(
            date(2026, 1, 9),
            (self.income, -50, {"currency_id": currency.id, "amount_currency": -100}),
            (self.cash, 50),
        )
        report = self._report(
            {"A": ("domain", f"[('account_id', '=', {self.income.id})]", "-sum")}
        )
        self.assertEqual(self._evaluate(report)[0]["A"], 1050)

    def test_companies_of_two_currencies_are_not_added(self):
        other = self.setup_other_company()["company"]
        other.currency_id = self.env.ref("base.CHF")
        with self.assertRaises(UserError):
            self.evaluator._evaluate(self._report({}), *PERIOD, self.company + other)

    def test_reads_with_the_rights_of_the_user(self):
        other = self.setup_other_company()["company"]
        stranger = self._create_user("user", other)
        report = self._report(
            {"A": ("domain", f"[('account_id', '=', {self.income.id})]", "-sum")}
        )
        evaluator = self.evaluator.with_user(stranger)
        with self.assertRaises(AccessError):
            evaluator._evaluate(report, *PERIOD, self.company.with_user(stranger))

    def test_bounded_queries(self):
        """As many queries for forty tags and formulas as for four."""
        def queries(count):
            report = self._report(
                {
                    **{f"T{n}": ("tax_tags", f"IPAI{n}") for n in range(count)},
                    **{f"A{n}": ("aggregation", f"T{n}.balance + 1") for n in range(count)},
                },
                country_id=self.company.account_fiscal_country_id.id,
            )
            self.evaluator._evaluate(report, *PERIOD, self.company)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.evaluator._evaluate(report, *PERIOD, self.company)
            return self.env.cr.sql_log_count - before

        few, many = queries(4), queries(40)
        self.assertLessEqual(many, few + 40, "one small look-up of its tag per expression")
        self.assertLess(many, 80)
