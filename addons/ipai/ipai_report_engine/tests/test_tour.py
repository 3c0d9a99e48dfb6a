from datetime import date

from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import PERIOD, ReportCommon


@tagged("post_install", "-at_install")
class TestTour(ReportCommon, HttpCase):
    def test_compute_a_statement_in_the_browser(self):
        """Capability: finance.accounting.report-drill-down"""
        income = self.company_data["default_account_revenue"]
        cash = self.company_data["default_journal_bank"].default_account_id
        self._entry(date(2026, 2, 1), (cash, 1000), (income, -1000))
        run = self.env["ipai.report.run"].create(
            {
                "report_id": self.env.ref("ipai_report_engine.profit_and_loss").id,
                "company_id": self.company.id,
                "date_from": PERIOD[0],
                "date_to": PERIOD[1],
            }
        )
        self.env.ref("base.user_admin").write(
            {
                "company_ids": [Command.link(self.company.id)],
                "company_id": self.company.id,
                "group_ids": [Command.link(self.env.ref("account.group_account_user").id)],
            }
        )
        self.start_tour("/odoo", "ipai_report_compute_statement", login="admin")
        self.assertTrue(run.sha256)
