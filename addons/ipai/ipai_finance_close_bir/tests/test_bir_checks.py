from datetime import date

from odoo import Command
from odoo.tests import tagged

from odoo.addons.ipai_bir_withholding.tests.common import WithholdingCommon


@tagged("post_install", "-at_install")
class TestBirChecks(WithholdingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        template = cls.env["ipai.close.template"].create(
            {"name": "Month-end", "company_id": cls.company.id}
        )
        cls.period = cls.env["ipai.close.period"].create(
            {
                "template_id": template.id,
                "company_id": cls.company.id,
                "date_from": date(2026, 7, 1),
                "date_to": date(2026, 7, 31),
            }
        )
        cls.period.action_open()

    def _check(self, code):
        self.period.action_refresh_checks()
        check = self.period.check_ids.filtered(lambda item: item.code == code)
        return check.state, check.value

    def test_overdue_filings(self):
        """Capability: finance.tax.return-workflow"""
        self.assertEqual(self._check("bir_overdue"), ("green", 0))
        filing = self.env["ipai.bir.filing"].create(
            {
                "registration_id": self.registration.id,
                "obligation_id": self.env.ref("ipai_bir_base.obligation_1601eq").id,
                "period_start": date(2026, 4, 1),
                "period_end": date(2026, 6, 30),
            }
        )
        self.assertEqual(filing.due_date, date(2026, 7, 31))
        self.assertEqual(self._check("bir_overdue"), ("red", 1))
        filing.cancel_reason = "Nothing withheld"
        filing.with_user(self.manager).action_not_due()
        self.assertEqual(self._check("bir_overdue"), ("green", 0))

    def test_withholding_difference(self):
        """Capability: finance.tax.return-workflow"""
        self._bill(100000)
        self.assertEqual(self._check("bir_withholding"), ("green", 0))
        account = self.env["ipai.bir.withholding"]._accounts(self.company, "expanded")
        stray = self.env["account.move"].create(
            {
                "journal_id": self.company_data["default_journal_misc"].id,
                "date": date(2026, 7, 20),
                "line_ids": [
                    Command.create({"account_id": account[0].id, "debit": 3}),
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_expense"].id,
                            "credit": 3,
                        }
                    ),
                ],
            }
        )
        stray.action_post()
        self.assertEqual(self._check("bir_withholding"), ("red", 3))
        stray.button_draft()
        self.assertEqual(self._check("bir_withholding"), ("green", 0))
