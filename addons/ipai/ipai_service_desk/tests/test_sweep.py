from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MONDAY_16, DeskCommon


@tagged("post_install", "-at_install")
class TestSweep(DeskCommon):
    def _activities(self, ticket, name):
        kind = self.env.ref(f"ipai_service_desk.mail_activity_type_{name}")
        return ticket.activity_ids.filtered(lambda item: item.activity_type_id == kind)

    def test_breach_escalates_to_the_manager_once(self):
        self._create_policy("Answered", hours=8)
        ticket = self._create_ticket(user_ids=self.agent.ids)
        self._sweep(MONDAY_16)
        self.assertEqual(self._status(ticket).state, "ongoing", "not late to the second")
        for _time in range(2):
            self._sweep(MONDAY_16 + timedelta(minutes=15))
        self.assertEqual(self._status(ticket).state, "failed")
        self.assertEqual(ticket.sla_state, "failed")
        self.assertEqual(self._activities(ticket, "failed").user_id, self.manager)
        self.assertEqual(len(self._activities(ticket, "failed")), 1)

    def test_warning_before_the_deadline(self):
        ticket = self._create_ticket(user_ids=self.agent.ids)
        self._sweep(MONDAY_16 - timedelta(minutes=61))
        self.assertFalse(self._activities(ticket, "warning"))
        for _time in range(2):
            self._sweep(MONDAY_16 - timedelta(minutes=59))
        self.assertEqual(ticket.sla_state, "at_risk")
        self.assertEqual(self._activities(ticket, "warning").user_id, self.agent)
        self._move(ticket, self.solved, MONDAY_16 - timedelta(minutes=30))
        self.assertEqual(ticket.sla_state, "reached")
        self.assertFalse(self._activities(ticket, "warning"), "nothing is at risk any more")

    def test_nobody_assigned_warns_the_manager(self):
        ticket = self._create_ticket()
        self._sweep(MONDAY_16 - timedelta(minutes=30))
        self.assertEqual(self._activities(ticket, "warning").user_id, self.manager)

    def test_no_warning_wanted(self):
        self.resolution.warn_hours = 0
        ticket = self._create_ticket()
        self._sweep(MONDAY_16 - timedelta(minutes=1))
        self.assertEqual(ticket.sla_state, "ongoing")
        self.assertFalse(ticket.activity_ids)

    def test_solved_late_between_two_sweeps_escalates_too(self):
        ticket = self._create_ticket()
        self._move(ticket, self.solved, MONDAY_16 + timedelta(minutes=5))
        self.assertEqual(self._activities(ticket, "failed").user_id, self.manager)

    def test_excuse(self):
        """Somebody who did not work on the ticket excuses, with a reason."""
        ticket = self._create_ticket(user_ids=self.manager.ids)
        self._sweep(MONDAY_16 + timedelta(minutes=15))
        status = self._status(ticket).with_user(self.manager)
        status.excuse_reason = "Bank was closed"
        with self.assertRefused(UserError, "did not work"):
            status.action_excuse()
        ticket.user_ids = self.agent
        status.action_excuse()
        self.assertEqual((status.state, status.excused_by_id), ("failed", self.manager))
        self.assertFalse(ticket.sla_state)
        self.assertIn("Bank was closed", ticket.message_ids[0].body)
        with self.assertRefused(UserError, "Withdraw"):
            status.excuse_reason = "Other"
        status.action_withdraw_excuse()
        self.assertEqual(ticket.sla_state, "failed")

    def test_excuse_needs_a_breach_and_a_reason(self):
        ticket = self._create_ticket()
        status = self._status(ticket).with_user(self.manager)
        with self.assertRefused(UserError, "not missed"):
            status.action_excuse()
        self._sweep(MONDAY_16 + timedelta(minutes=15))
        status.excuse_reason = " "
        with self.assertRefused(UserError, "reason"):
            status.action_excuse()
        with self.assertRaises(AccessError):
            status.with_user(self.officer).action_excuse()
        with self.assertRaises(AccessError):
            status.with_user(self.officer).excuse_reason = "x"
