from datetime import timedelta

from odoo.tests import tagged

from .common import MONDAY_16, DeskCommon


@tagged("post_install", "-at_install")
class TestPerformance(DeskCommon):
    def _create_tickets(self, count):
        tickets = self.env["project.task"].create(
            [
                {
                    "name": f"Ticket {number}",
                    "project_id": self.queue.id,
                    "partner_id": self.requester.id,
                    "user_ids": self.agent.ids,
                }
                for number in range(count)
            ]
        )
        self.env.flush_all()
        return tickets

    def _queries(self, method, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        method(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _read_list(self, model, view, domain, limit):
        fields = model.get_view(self.env.ref(view).id, "list")["models"][model._name]
        specification = {
            name: {"fields": {"display_name": {}}} if model._fields[name].relational else {}
            for name in fields
        }
        model.web_search_read(domain, specification, limit=limit)

    def test_lists_ask_no_query_per_row(self):
        tickets = self._create_tickets(80)
        mine = [("task_id", "in", tickets.ids)]
        cases = (
            ("project.task", "ticket_view_list", [("id", "in", tickets.ids)]),
            ("ipai.sla.status", "ipai_sla_status_view_list", mine),
            ("ipai.sla.attainment", "ipai_sla_attainment_view_list", mine),
        )
        for name, view, domain in cases:
            with self.subTest(name):
                args = (self.env[name].with_user(self.agent), f"ipai_service_desk.{view}", domain)
                self._read_list(*args, 1)  # fills the caches of rights and views
                few = self._queries(self._read_list, *args, 5)
                many = self._queries(self._read_list, *args, 80)
                self.assertEqual(self.env[name].search_count(domain), 80)
                self.assertLessEqual(many, few)

    def test_queue_overview_asks_no_query_per_queue(self):
        queues = self.queue
        for number in range(10):
            queues |= self._create_queue(f"Queue {number}")
        names = ["desk_open_count", "desk_failed_count"]
        self._queries(queues[:1].read, names)
        self.assertEqual(
            self._queries(queues.read, names), self._queries(queues[:1].read, names)
        )

    def test_sweep_of_a_thousand(self):
        """Ten policies on a hundred tickets, all late in the same quarter of an hour."""
        tickets = self._create_tickets(100)
        policies = self.env["ipai.sla.policy"]
        for number in range(9):
            policies |= self._create_policy(f"Policy {number}", self.work)
        self.env["ipai.sla.status"].create(
            [
                {"task_id": ticket.id, "policy_id": policy.id, "started_on": MONDAY_16}
                for ticket in tickets
                for policy in policies
            ]
        )
        statuses = tickets.sla_status_ids
        self.assertEqual(len(statuses), 1000)
        statuses.write({"deadline": MONDAY_16, "warn_on": MONDAY_16 - timedelta(hours=1)})
        queries = self._queries(self._sweep, MONDAY_16 + timedelta(minutes=15))
        self.assertEqual(set(statuses.mapped("state")), {"failed"})
        self.assertEqual(len(tickets.activity_ids), 100, "one a ticket")
        self.assertEqual(tickets.activity_ids.user_id, self.manager)
        self.assertLess(queries, 150)
