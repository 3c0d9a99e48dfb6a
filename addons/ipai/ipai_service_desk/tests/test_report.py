from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import MONDAY_16, DeskCommon


@tagged("post_install", "-at_install")
class TestReport(DeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tickets = cls.env["project.task"]
        for number in range(4):
            ticket = cls._create_ticket(user_ids=cls.agent.ids, name=f"Ticket {number}")
            with freeze_time(MONDAY_16 + timedelta(hours=number == 3)):
                ticket.stage_id = cls.solved
            cls.tickets |= ticket
        cls.running = cls._create_ticket()
        cls.env.flush_all()

    def _report(self, **values):
        return (
            self.env["ipai.sla.monthly"]
            .with_user(self.agent)
            .create(
                {
                    "date_from": date(2026, 6, 1),
                    "date_to": date(2026, 6, 30),
                    "project_ids": self.queue.ids,
                    **values,
                }
            )
        )

    def test_attainment_by_month_and_queue(self):
        """Capability: services.helpdesk.sla-reporting"""
        groups = self.env["ipai.sla.attainment"].formatted_read_group(
            [("project_id", "=", self.queue.id)],
            ["project_id", "deadline:month"],
            ["__count", "attainment:avg", "failed_count:sum", "ongoing_count:sum"],
        )
        self.assertEqual(len(groups), 1)
        figures = [groups[0][name] for name in ("__count", "failed_count:sum", "ongoing_count:sum")]
        self.assertEqual(figures, [5, 1, 1])
        self.assertAlmostEqual(groups[0]["attainment:avg"], 75)

    def test_excused_breaches_do_not_count(self):
        status = self._status(self.tickets[3]).with_user(self.manager)
        status.excuse_reason = "Bank was closed"
        status.action_excuse()
        self.env.flush_all()
        (_queue, _policy, total, reached, missed, excused, ongoing, share, _hours) = (
            self._report()._rows()[0]
        )
        self.assertEqual((total, reached, missed, excused, ongoing), (5, 3, 0, 1, 1))
        self.assertAlmostEqual(share, 100)

    def test_days_of_the_reader(self):
        """Monday 16:00 in Manila is in the report of that day alone."""
        day = date(2026, 6, 8)
        self.assertEqual(self._report(date_from=day, date_to=day)._totals()[0], 5)
        for other in (day - timedelta(days=1), day + timedelta(days=1)):
            self.assertEqual(self._report(date_from=other, date_to=other)._totals()[0], 0)

    def test_printed(self):
        """Capability: services.helpdesk.sla-reporting"""
        html = self.env["ir.actions.report"].with_user(self.agent)._render_qweb_html(
            "ipai_service_desk.action_report_monthly", self._report().ids
        )[0].decode()
        for text in ("Solved in a day", "75.0", "Ticket 3", self.tickets[3].ticket_number):
            self.assertIn(text, html)
        self.assertNotIn("Ticket 1<", html, "only breaches are named")
        empty = self._report(date_from=date(2020, 1, 1), date_to=date(2020, 1, 2))
        html = self.env["ir.actions.report"]._render_qweb_html(
            "ipai_service_desk.action_report_monthly", empty.ids
        )[0].decode()
        self.assertNotIn("0.0 %", html, "nothing decided is no attainment")

    def test_dates_in_order(self):
        with self.assertRaises(ValidationError):
            self._report(date_to=date(2026, 5, 1))

    def test_print_button(self):
        action = self._report().action_print()
        self.assertEqual(action["report_name"], "ipai_service_desk.report_monthly")

    def test_requesters_rate_a_solved_ticket(self):
        """The stage asks, the requester answers by the link, the queue's ratings show it.

        Capability: services.helpdesk.ratings
        """
        template = self.env.ref("project.rating_project_request_email_template")
        self.solved.write({"rating_active": True, "rating_template_id": template.id})
        self.running.with_user(self.agent).stage_id = self.solved
        rating = self.running.rating_ids
        self.assertEqual(rating.partner_id, self.requester)
        self.assertFalse(rating.consumed)
        self.running.rating_apply(5, token=rating.access_token, feedback="Quick")
        action = self.env["project.project"].with_user(self.agent).action_desk_ratings()
        shown = self.env["rating.rating"].with_user(self.agent).search(action["domain"])
        self.assertEqual((rating & shown).feedback, "Quick")
        self.assertEqual(self.queue.rating_avg, 5)

    def test_queue_overview(self):
        """Capability: services.helpdesk.ticket-pipeline"""
        with freeze_time(MONDAY_16):
            self.running.priority = "3"
        self.queue.invalidate_recordset()
        queue = self.queue.with_user(self.agent)
        self.assertEqual((queue.desk_open_count, queue.desk_unassigned_count), (1, 1))
        self.assertEqual((queue.desk_urgent_count, queue.desk_failed_count), (1, 0))
        action = queue.with_context(desk_filter="urgent").action_desk_tickets()
        self.assertEqual(action["context"]["search_default_urgent"], 1)
        context = {**action["context"], "read_group_expand": True}
        tickets = self.env["project.task"].with_context(**context)
        self.assertIn(self.running, tickets.search(action["domain"]))
        columns = tickets.web_read_group(action["domain"], ["stage_id"], ["__count"])["groups"]
        self.assertEqual(len(columns), 4, "stages without tickets are columns too")
