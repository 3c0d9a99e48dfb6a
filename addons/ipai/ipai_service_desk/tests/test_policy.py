from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import FRIDAY_16, MONDAY_16, DeskCommon


@tagged("post_install", "-at_install")
class TestPolicy(DeskCommon):
    def test_two_policies(self):
        answer = self._create_policy("Answered in an hour", hours=1)
        ticket = self._create_ticket()
        self.assertEqual(ticket.sla_status_ids.policy_id, answer | self.resolution)
        self.assertEqual(self._status(ticket, answer).deadline, FRIDAY_16 + timedelta(hours=1))
        self.assertEqual(ticket.sla_deadline, FRIDAY_16 + timedelta(hours=1), "the next")
        self._answer(ticket, FRIDAY_16 + timedelta(minutes=30))
        self.assertEqual(self._status(ticket, answer).state, "reached")
        self.assertEqual((ticket.sla_state, ticket.sla_deadline), ("ongoing", MONDAY_16))

    def test_first_that_fits_of_a_target(self):
        """Capability: services.helpdesk.sla-policies"""
        urgent = self._create_policy("Urgent", self.solved, 2, priority="3", sequence=1)
        self.assertEqual(self._create_ticket().sla_status_ids.policy_id, self.resolution)
        self.assertEqual(self._create_ticket(priority="3").sla_status_ids.policy_id, urgent)

    def test_priority_change(self):
        """The clock of a raised priority counts from the opening."""
        urgent = self._create_policy("Urgent", self.solved, 2, priority="3", sequence=1)
        ticket = self._create_ticket()
        with freeze_time(FRIDAY_16 + timedelta(minutes=30)):
            ticket.priority = "3"
        status = ticket.sla_status_ids
        self.assertEqual((status.policy_id, status.started_on), (urgent, FRIDAY_16))
        self.assertEqual(status.deadline, datetime(2026, 6, 8, 1))  # Monday 9:00
        with freeze_time(FRIDAY_16 + timedelta(minutes=40)):
            ticket.priority = "0"
        self.assertEqual(ticket.sla_status_ids.policy_id, self.resolution)
        self.assertEqual(ticket.sla_status_ids.deadline, MONDAY_16)

    def test_priority_change_keeps_pauses(self):
        self._create_policy("Urgent", self.solved, 2, priority="3", sequence=1)
        ticket = self._create_ticket()
        self._answer(ticket)
        self._move(ticket, self.waiting, FRIDAY_16)
        self._move(ticket, self.work, datetime(2026, 6, 8, 0))  # an hour of work later
        with freeze_time(datetime(2026, 6, 8, 0, 10)):
            ticket.priority = "3"
        self.assertEqual(ticket.sla_status_ids.deadline, datetime(2026, 6, 8, 2))

    def test_lower_priority_erases_no_breach(self):
        urgent = self._create_policy("Urgent", self.solved, 2, priority="3", sequence=1)
        ticket = self._create_ticket(priority="3")
        self._sweep(datetime(2026, 6, 8, 2))
        with freeze_time(datetime(2026, 6, 8, 2)):
            ticket.priority = "0"
        self.assertEqual((ticket.sla_status_ids.policy_id, ticket.sla_state), (urgent, "failed"))

    def test_tags_types_and_customers(self):
        """Capability: services.helpdesk.sla-policies"""
        tag = self.env["project.tags"].create({"name": "Desk tax"})
        kind = self.env["ipai.ticket.type"].create({"name": "Payment"})
        company = self.env["res.partner"].create({"name": "Vendor", "is_company": True})
        contact = self.env["res.partner"].create({"name": "Ben", "parent_id": company.id})
        cases = (
            ({"tag_ids": [Command.set(tag.ids)]}, {"tag_ids": [Command.set(tag.ids)]}),
            ({"type_ids": [Command.set(kind.ids)]}, {"ticket_type_id": kind.id}),
            ({"partner_ids": [Command.set(company.ids)]}, {"partner_id": contact.id}),
        )
        for policy_values, ticket_values in cases:
            with self.subTest(policy_values):
                policy = self._create_policy("Special", self.solved, 3, sequence=1, **policy_values)
                self.assertEqual(
                    self._create_ticket(**ticket_values).sla_status_ids.policy_id, policy
                )
                other = self._create_ticket()
                self.assertEqual(other.sla_status_ids.policy_id, self.resolution)
                with freeze_time(FRIDAY_16):
                    other.write(ticket_values)
                self.assertEqual(other.sla_status_ids.policy_id, policy)
                policy.active = False

    def test_moving_to_another_queue(self):
        other = self._create_queue("Tax")
        faster = self._create_policy("Tax in 4 hours", self.solved, 4, project_id=other.id)
        answer = self._create_policy("Answered", hours=1)
        ticket = self._create_ticket()
        self._answer(ticket)
        with freeze_time(FRIDAY_16 + timedelta(minutes=30)):
            ticket.project_id = other
        self.assertEqual(ticket.sla_status_ids.policy_id, faster | answer, "what was reached stays")
        self.assertEqual(self._status(ticket, faster).deadline, datetime(2026, 6, 8, 3))
        self.assertEqual(self._status(ticket, answer).project_id, self.queue)

    def test_task_becomes_a_ticket(self):
        plain = self.env["project.project"].create({"name": "Plain", "company_id": self.company.id})
        task = self._create_ticket(datetime(2026, 6, 1), project_id=plain.id)
        self.assertFalse(task.is_ticket or task.ticket_number or task.sla_status_ids)
        with freeze_time(FRIDAY_16):
            task.project_id = self.queue
        self.assertTrue(task.is_ticket and task.ticket_number)
        self.assertEqual(self._status(task).deadline, MONDAY_16, "counts from then")
        with freeze_time(FRIDAY_16):
            task.project_id = plain
        self.assertFalse(task.is_ticket)
        self.assertFalse(task.sla_status_ids)

    def test_project_becomes_a_queue(self):
        plain = self.env["project.project"].create(
            {"name": "Plain", "type_ids": [Command.set((self.new | self.solved).ids)]}
        )
        task = self._create_ticket(project_id=plain.id)
        plain.is_service_desk = True
        self.assertEqual(plain.company_id, self.env.company)
        self.assertTrue(task.is_ticket and task.ticket_number)
        self._create_policy("x", self.solved, project_id=plain.id).action_apply()
        self.assertEqual(len(task.sla_status_ids), 1)
        plain.is_service_desk = False
        self.assertFalse(task.is_ticket or task.sla_status_ids)

    def test_subtasks_and_templates_are_no_tickets(self):
        ticket = self._create_ticket()
        child = self._create_ticket(parent_id=ticket.id)
        template = self._create_ticket(is_template=True)
        self.assertFalse(child.is_ticket or template.is_ticket)
        self.assertFalse(child.sla_status_ids or template.sla_status_ids)

    def test_ticket_numbers(self):
        """Capability: services.helpdesk.ticket-pipeline"""
        first, second = self._create_ticket(), self._create_ticket()
        self.assertTrue(first.ticket_number < second.ticket_number)
        copied = first.copy()
        self.assertTrue(copied.ticket_number > second.ticket_number)
        self.assertFalse(copied.first_response_on)
        named = first.with_context(desk_number=True)
        self.assertIn(first.ticket_number, named.display_name)
        self.assertNotIn(first.ticket_number, first.display_name)

    def test_other_hours_move_open_deadlines(self):
        ticket = self._create_ticket()
        with freeze_time(FRIDAY_16):
            self.resolution.hours = 9
        self.assertEqual(self._status(ticket).deadline, MONDAY_16 + timedelta(hours=1))

    def test_policy_in_use_stays(self):
        self._create_ticket()
        with self.assertRefused(UserError, "archive"):
            self.resolution.unlink()
        with self.assertRefused(UserError, "stays with its queue"):
            self.resolution.project_id = self._create_queue("Tax")
        self._create_policy("Unused", self.work).unlink()

    def test_archived_policy_gives_no_deadline(self):
        old = self._create_ticket()
        self.resolution.active = False
        self.assertFalse(self._create_ticket().sla_status_ids)
        with freeze_time(FRIDAY_16):
            old.priority = "1"
        self.assertTrue(old.sla_status_ids, "what was promised stays")

    def test_bad_policies(self):
        elsewhere = self.env["project.task.type"].create({"name": "Elsewhere"})
        for stage in (elsewhere, self.waiting):
            with self.subTest(stage.name), self.assertRaises(ValidationError):
                self._create_policy("x", stage)
        plain = self.env["project.project"].create({"name": "Plain"})
        with self.assertRaises(ValidationError):
            self._create_policy("x", project_id=plain.id)

    def test_queue_needs_a_company(self):
        with self.assertRaises(ValidationError):
            self.queue.company_id = False

    def test_attainment_of_a_policy(self):
        for moment in (MONDAY_16, MONDAY_16, MONDAY_16, MONDAY_16 + timedelta(hours=1)):
            self._move(self._create_ticket(), self.solved, moment)
        self._create_ticket()
        self.env.flush_all()
        self.resolution.invalidate_recordset()
        self.assertEqual(self.resolution.status_count, 5)
        self.assertAlmostEqual(self.resolution.attainment, 75)
        action = self.resolution.action_statuses()
        self.assertEqual(self.env["ipai.sla.status"].search_count(action["domain"]), 5)
