from contextlib import contextmanager
from datetime import date

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

PERIOD = date(2026, 1, 1), date(2026, 3, 31)


class ReportCommon(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True)
        cls.company = cls.company_data["company"]
        cls.user = cls._create_user("user")
        cls.officer = cls._create_user("officer")
        cls.manager = cls._create_user("manager")
        cls.evaluator = cls.env["ipai.report.evaluator"]

    @classmethod
    def _create_user(cls, level, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=f"report_{level}_{company.id}",
            groups=f"ipai_report_engine.group_report_{level}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @contextmanager
    def assertRefused(self, exception, pattern):
        """assertRaisesRegex that rolls back, as Odoo's assertRaises does."""
        with self.assertRaises(exception) as caught:
            yield caught
        self.assertRegex(str(caught.exception), pattern)

    @classmethod
    def _entry(cls, day, *items, post=True, **values):
        """Post ``(account, balance)`` items; a third value is more of the item."""
        move = cls.env["account.move"].create(
            {
                "journal_id": cls.company_data["default_journal_misc"].id,
                "date": day,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "debit": max(balance, 0),
                            "credit": max(-balance, 0),
                            **(rest[0] if rest else {}),
                        }
                    )
                    for account, balance, *rest in items
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _report(cls, lines, **values):
        """Create a report of ``{code: (engine, formula, subformula, scope)}`` lines."""
        return cls.env["account.report"].create(
            {
                "name": "Test report",
                "column_ids": [
                    Command.create({"name": "Balance", "expression_label": "balance"})
                ],
                "line_ids": [
                    Command.create(
                        {
                            "name": code,
                            "code": code,
                            "expression_ids": [
                                Command.create(
                                    {
                                        "label": "balance",
                                        "engine": engine,
                                        "formula": formula,
                                        "subformula": (rest + [None])[0],
                                        "date_scope": (rest + [None, "strict_range"])[1]
                                        if len(rest) > 1
                                        else "strict_range",
                                    }
                                )
                            ],
                        }
                    )
                    for code, (engine, formula, *rest) in lines.items()
                ],
                **values,
            }
        )

    def _evaluate(self, report, period=PERIOD, user=None):
        evaluator = self.evaluator.with_user(user or self.user).with_company(self.company)
        values, issues = evaluator._evaluate(report, *period)
        named = {expression.report_line_id.code: value for expression, value in values.items()}
        return named, issues
