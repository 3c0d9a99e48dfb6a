from datetime import date

from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import ScheduleCommon


@tagged("post_install", "-at_install")
class TestTour(ScheduleCommon, HttpCase):
    def test_spread_a_bill_in_the_browser(self):
        """From the bill to a running schedule of twelve months and its entries.

        Capability: finance.accounting.deferrals
        """
        bill = self._bill([12_000], day=date(2026, 1, 1))
        admin = self.env.ref("base.user_admin")
        admin.write(
            {
                "company_ids": [Command.link(self.company.id)],
                "company_id": self.company.id,
                "group_ids": [Command.link(self.env.ref("account.group_account_manager").id)],
            }
        )
        self.start_tour(
            f"/odoo/action-account.action_move_in_invoice_type/{bill.id}",
            "ipai_schedule_spread_bill",
            login="admin",
            timeout=300,
        )
        schedule = bill.ipai_schedule_ids
        self.assertEqual(len(schedule.line_ids), 12, "the tour ran")
        self.assertEqual(schedule.confirmed_by_id, admin)
        self.assertIn(schedule.state, ("running", "done"))
