from datetime import date

from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import CloseCommon


@tagged("post_install", "-at_install")
class TestTour(CloseCommon, HttpCase):
    def test_close_a_month_in_the_browser(self):
        """A red check refuses, a manager waives it, the month is closed and locked.

        Capability: finance.accounting.fiscal-years-locks
        """
        self._finish_tasks()
        self._entry(date(2026, 6, 15), 5, post=False)
        self.env.ref("base.user_admin").write(
            {
                "company_ids": [Command.link(self.company.id)],
                "company_id": self.company.id,
            }
        )
        self.start_tour("/odoo", "ipai_close_month", login="admin")
        self.assertEqual(self.period.state, "closed")
        check = self.period.check_ids.filtered(lambda item: item.code == "draft_entries")
        self.assertEqual(check.state, "waived")
        self.assertEqual(self.company.fiscalyear_lock_date, date(2026, 6, 30))
