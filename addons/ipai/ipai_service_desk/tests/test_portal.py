from datetime import timedelta
from io import BytesIO
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import FRIDAY_16, DeskCommon


@tagged("post_install", "-at_install")
class TestPortal(DeskCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor = cls.env["res.partner"].create({"name": "Vendor", "is_company": True})
        cls.ana = cls._create_portal_user("ana")
        cls.ben = cls._create_portal_user("ben")
        cls.queue.desk_portal_form = True
        cls.mine = cls._create_ticket(name="Ticket of Ana", partner_id=cls.ana.partner_id.id)
        cls.other = cls._create_ticket(name="Ticket of Ben", partner_id=cls.ben.partner_id.id)

    @classmethod
    def _create_portal_user(cls, name):
        user = new_test_user(cls.env, login=f"desk_{name}", groups="base.group_portal")
        user.partner_id.parent_id = cls.vendor
        return user

    def _call(self, user, model, method, *args):
        self.authenticate(user.login, user.login)
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": {}},
        )

    def _post(self, url, **values):
        files = values.pop("files", None)
        data = {**values, "csrf_token": http.Request.csrf_token(self)}
        return self.url_open(url, data=data, files=files)

    def test_own_tickets_only(self):
        """Ben is of the same company and follows Ana's ticket; he does not see it."""
        self.mine.message_subscribe(self.ben.partner_id.ids)
        tasks = self.env["project.task"]
        self.assertEqual(tasks.with_user(self.ana).search([("is_ticket", "=", True)]), self.mine)
        self.assertEqual(tasks.with_user(self.ben).search([("is_ticket", "=", True)]), self.other)
        with self.assertRaises(AccessError):
            self.mine.with_user(self.ben).read(["name"])

    def test_tickets_of_the_company(self):
        self.queue.desk_portal_scope = "company"
        found = self.env["project.task"].with_user(self.ben).search([("is_ticket", "=", True)])
        self.assertEqual(found, self.mine | self.other)
        stranger = new_test_user(self.env, login="desk_carl", groups="base.group_portal")
        self.mine.message_subscribe(stranger.partner_id.ids)
        with self.assertRaises(AccessError):
            self.mine.with_user(stranger).read(["name"])

    def test_own_tickets_only_over_rpc(self):
        """Capability: services.helpdesk.email-portal"""
        found = self._call(self.ana, "project.task", "search_read", [], ["name"])
        self.assertEqual([row["id"] for row in found], self.mine.ids)
        refused = (
            ("project.task", "read", self.other.ids, ["name"]),
            ("project.task", "write", self.mine.ids, {"priority": "3"}),
            ("project.task", "read", self.mine.ids, ["sla_status_ids"]),
            ("ipai.sla.status", "search_read", [], ["state"]),
            ("ipai.sla.policy", "search_read", [], ["name"]),
            ("ipai.sla.attainment", "search_read", [], ["result"]),
            ("ipai.sla.pause", "search_read", [], ["kind"]),
        )
        for call in refused:
            with self.subTest(call[:2]), self.assertLogs("odoo.http", "WARNING"):
                with self.assertRaises(Exception) as caught:
                    self._call(self.ana, *call)
                self.assertIn("AccessError", str(caught.exception))

    def test_list_and_page(self):
        self.authenticate("desk_ana", "desk_ana")
        page = self.url_open("/my/tickets").text
        self.assertIn("Ticket of Ana", page)
        self.assertIn(self.mine.ticket_number, page)
        self.assertNotIn("Ticket of Ben", page)
        self.assertNotIn("Ticket of Ana", self.url_open("/my/tickets?filterby=closed").text)
        self.assertIn("Ticket of Ana", self.url_open("/my/tickets?search=of Ana&sortby=name").text)
        self.assertNotIn("Ticket of Ana", self.url_open("/my/tickets?search=Ben").text)
        self.assertIn("Ticket of Ana", self.url_open("/my/tickets?filterby=x&sortby=x").text)
        page = self.url_open(f"/my/tasks/{self.mine.id}").text
        self.assertIn("Close Ticket", page)
        self.assertIn(self.mine.ticket_number, page)
        self.assertNotIn("Ticket of Ben", self.url_open(f"/my/tasks/{self.other.id}").text)
        self.assertIn("/my/tickets", self.url_open("/my").text)

    def test_open_a_ticket(self):
        """Capability: services.helpdesk.email-portal, services.helpdesk.web-form"""
        kind = self.env["ipai.ticket.type"].create(
            {"name": "Payment", "company_id": self.company.id}
        )
        self.authenticate("desk_ana", "desk_ana")
        page = self.url_open("/my/tickets/new").text
        self.assertIn("Payables", page)
        for text in ("Payment", 'name="description"', 'name="attachments"'):
            self.assertIn(text, page)
        response = self._post(
            "/my/tickets/new",
            project_id=self.queue.id,
            ticket_type_id=kind.id,
            name="Where is my money",
            description="Bill <b>4711</b>\nfrom May",
            files={"attachments": ("bill.txt", BytesIO(b"bill 4711"), "text/plain")},
        )
        ticket = self.env["project.task"].search([("name", "=", "Where is my money")])
        self.assertIn(f"/my/tasks/{ticket.id}", response.url)
        self.assertEqual((ticket.partner_id, ticket.project_id), (self.ana.partner_id, self.queue))
        self.assertEqual(ticket.ticket_type_id, kind)
        self.assertIn("&lt;b&gt;4711&lt;/b&gt;", ticket.description)
        self.assertTrue(ticket.sla_status_ids)
        self.assertEqual(ticket.message_ids.attachment_ids.raw, b"bill 4711")
        self.assertFalse(ticket.first_response_on)
        self.assertIn("Where is my money", response.text)

    def test_bad_forms(self):
        closed = self._create_queue("Closed queue")
        self.authenticate("desk_ana", "desk_ana")
        for values, message in (
            ({"project_id": closed.id, "name": "x"}, "Choose whom"),
            ({"project_id": "x", "name": "x"}, "Choose whom"),
            ({"project_id": self.queue.id, "name": "  "}, "Enter a subject"),
            ({"project_id": self.queue.id, "name": "x" * 201}, "Enter a subject"),
        ):
            with self.subTest(values):
                self.assertIn(message, self._post("/my/tickets/new", **values).text)
        limit = "odoo.addons.ipai_service_desk.controllers.portal.MAX_UPLOAD"
        with patch(limit, 8):
            page = self._post(
                "/my/tickets/new",
                project_id=self.queue.id,
                name="x",
                files={"attachments": ("bill.txt", BytesIO(b"bill 4711"), "text/plain")},
            ).text
        self.assertIn("larger than 25 MB", page)
        self.assertFalse(self.env["project.task"].search([("name", "=", "x")]))
        self.queue.desk_portal_form = False
        self.assertTrue(self.url_open("/my/tickets/new").url.endswith("/my/tickets"))

    def test_queues_of_the_own_company_only(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.ana.write({"company_ids": [Command.set(elsewhere.ids)], "company_id": elsewhere.id})
        self.ana.partner_id.with_context(active_test=False).task_ids.partner_id = self.vendor
        self.ana.partner_id.company_id = elsewhere
        self.authenticate("desk_ana", "desk_ana")
        self.assertTrue(self.url_open("/my/tickets/new").url.endswith("/my/tickets"))

    def test_contact_without_company_sees_queues_of_its_login(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.ana.partner_id.with_context(active_test=False).task_ids.partner_id = self.vendor
        self.ana.partner_id.company_id = False
        self.ana.write({"company_ids": [Command.set(elsewhere.ids)], "company_id": elsewhere.id})
        self.authenticate("desk_ana", "desk_ana")
        self.assertTrue(self.url_open("/my/tickets/new").url.endswith("/my/tickets"))

    def test_breached_ticket_stays(self):
        self.authenticate("desk_ana", "desk_ana")
        self._post(f"/my/tickets/{self.mine.id}/close")
        self.assertEqual(self.mine.sla_status_ids.state, "failed")
        for ticket in (self.mine, self.mine.with_user(self.env.ref("base.user_admin"))):
            with self.assertRaises(UserError):
                ticket.unlink()

    def test_close_and_reopen(self):
        """Capability: services.helpdesk.closing"""
        self.authenticate("desk_ana", "desk_ana")
        self._post(f"/my/tickets/{self.mine.id}/close")
        self.assertEqual((self.mine.stage_id, self.mine.state), (self.solved, "1_done"))
        self.assertIn("Closed by the requester", str(self.mine.message_ids.mapped("body")))
        self.assertEqual(self.mine.sla_status_ids.state, "failed", "opened months ago")
        self._post(f"/my/tickets/{self.mine.id}/close")
        self._post(f"/my/tickets/{self.mine.id}/reopen")
        self.assertEqual((self.mine.stage_id, self.mine.reopened_count), (self.work, 1))
        self._post(f"/my/tickets/{self.mine.id}/reopen")
        self.assertEqual(self.mine.reopened_count, 1)

    def test_only_the_requester_closes(self):
        self.queue.desk_portal_scope = "company"
        self.authenticate("desk_ben", "desk_ben")
        self._post(f"/my/tickets/{self.mine.id}/close")
        self.assertEqual(self.mine.stage_id, self.new)
        self.queue.desk_portal_close = False
        self._post(f"/my/tickets/{self.other.id}/close")
        self.assertEqual(self.other.stage_id, self.new)
        self._post("/my/tickets/987654321/close")

    def test_answer_in_the_portal(self):
        with freeze_time(FRIDAY_16):
            self._answer(self.mine)
            self.mine.stage_id = self.waiting
        with freeze_time(FRIDAY_16 + timedelta(minutes=10)):
            self.mine.with_user(self.ana).message_post(
                body="Here it is", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
        self.assertEqual(self.mine.stage_id, self.work)

    def test_internal_users_open_tickets_too(self):
        employee = new_test_user(
            self.env, login="desk_employee", groups="base.group_user", company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.authenticate(employee.login, employee.login)
        self._post("/my/tickets/new", project_id=self.queue.id, name="My claim")
        ticket = self.env["project.task"].search([("name", "=", "My claim")])
        self.assertEqual(ticket.partner_id, employee.partner_id)
