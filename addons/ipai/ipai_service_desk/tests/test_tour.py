from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import DeskCommon


@tagged("post_install", "-at_install")
class TestTour(DeskCommon, HttpCase):
    def test_work_on_a_ticket_in_the_browser(self):
        """Open a queue, see a breach, answer, solve, and find it in the report.

        Capability: services.helpdesk.ticket-pipeline
        """
        admin = self.env.ref("base.user_admin")
        admin.company_id = self.company
        now = fields.Datetime.now()
        late = self._create_ticket(
            now - timedelta(days=30), name="Bill 4711 not paid", user_ids=admin.ids
        )
        self._sweep(now)
        self.assertEqual(late.sla_state, "failed")
        fresh = self._create_ticket(now, name="Where is form 2307", user_ids=admin.ids)
        self.start_tour("/odoo", "ipai_service_desk_ticket", login="admin")
        # What only a tour that ran can leave behind.
        self.assertTrue(fresh.first_response_on)
        self.assertEqual((fresh.stage_id, fresh.state), (self.solved, "1_done"))
        self.assertEqual(fresh.sla_state, "reached")
        self.assertEqual(late.sla_state, "failed")
