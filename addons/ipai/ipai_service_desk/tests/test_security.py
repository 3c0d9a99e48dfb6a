from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ..hooks import uninstall_hook
from .common import FRIDAY_16, MONDAY_16, DeskCommon


@tagged("post_install", "-at_install")
class TestSecurity(DeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_ticket(user_ids=cls.agent.ids)
        cls.other_company = cls.env["res.company"].create({"name": "Other company"})

    def test_stamps_are_closed_to_clients(self):
        for values in (
            {"first_response_on": FRIDAY_16},
            {"ticket_number": "T-1"},
            {"ticket_opened_on": FRIDAY_16},
            {"sla_state": "reached"},
            {"sla_deadline": MONDAY_16},
            {"is_ticket": False},
            {"closed_on": FRIDAY_16},
            {"reopened_count": 0},
            {"sla_status_ids": [Command.clear()]},
            {"sla_pause_ids": [Command.create({"kind": "waiting", "started_on": FRIDAY_16})]},
        ):
            for user in (self.agent, self.manager):
                with self.subTest(values, user=user.name), self.assertRaises(AccessError):
                    self.ticket.with_user(user).write(values)
            with self.subTest(values), self.assertRaises(AccessError):
                self.env["project.task"].with_user(self.agent).create(
                    {"name": "x", "project_id": self.queue.id, **values}
                )

    def test_levels_and_pauses_say_what_happened(self):
        self._answer(self.ticket)
        self._move(self.ticket, self.waiting, FRIDAY_16)
        status, pause = self._status(self.ticket), self.ticket.sla_pause_ids
        for user in (self.agent, self.officer, self.manager):
            for record, values in (
                (status, {"state": "reached"}),
                (status, {"deadline": MONDAY_16 + timedelta(days=9)}),
                (status, {"excused_by_id": user.id}),
                (pause, {"started_on": FRIDAY_16 - timedelta(days=9)}),
            ):
                with self.subTest(values, user=user.name), self.assertRaises(AccessError):
                    record.with_user(user).write(values)
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                status.with_user(user).unlink()
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                pause.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self.env["ipai.sla.status"].with_user(user).create(
                    {
                        "task_id": self.ticket.id,
                        "policy_id": self.resolution.id,
                        "started_on": FRIDAY_16,
                    }
                )

    def test_roles(self):
        """Users work on tickets, officers merge, managers set up and delete."""
        for user, may_merge, may_set_up in (
            (self.agent, False, False),
            (self.officer, True, False),
            (self.manager, True, True),
        ):
            with self.subTest(user.name):
                self.ticket.with_user(user).name = "Bill not paid yet"
                policies = self.env["ipai.sla.policy"].with_user(user)
                for model in ("ipai.sla.policy", "ipai.ticket.type", "project.project"):
                    records = self.env[model].with_user(user)
                    self.assertTrue(records.has_access("read"))
                    self.assertEqual(records.has_access("write"), may_set_up, model)
                merges = self.env["ipai.ticket.merge"].with_user(user)
                self.assertEqual(merges.has_access("create"), may_merge)
                self.assertTrue(policies.search([("id", "=", self.resolution.id)]))

    def test_tickets_are_deleted_by_managers_only(self):
        for user in (self.agent, self.officer):
            with self.subTest(user.name), self.assertRefused(UserError, "stays on record"):
                self.ticket.with_user(user).unlink()
        self.ticket.with_user(self.manager).unlink()

    def test_only_officers_merge(self):
        other = self._create_ticket()
        wizard = self.env["ipai.ticket.merge"].create(
            {
                "ticket_ids": [Command.set((self.ticket | other).ids)],
                "target_id": self.ticket.id,
            }
        )
        with self.assertRaises(AccessError):
            wizard.with_user(self.agent).action_merge()

    def test_what_cannot_be_merged(self):
        plain = self.env["project.project"].create({"name": "Plain", "company_id": self.company.id})
        task = self._create_ticket(project_id=plain.id)
        gone = self._create_ticket()
        gone.sudo().merged_into_id = self.ticket
        for tickets in (self.ticket, self.ticket | task, self.ticket | gone):
            wizard = self.env["ipai.ticket.merge"].with_user(self.officer).create(
                {"ticket_ids": [Command.set(tickets.ids)], "target_id": self.ticket.id}
            )
            with self.subTest(len(tickets)), self.assertRefused(UserError, "Choose|Only tickets"):
                wizard.action_merge()

    def test_project_user_without_the_desk(self):
        """Moves a ticket, and with it the clock, but does not read service levels."""
        user = new_test_user(self.env, login="desk_project", groups="project.group_project_user")
        ticket = self.ticket.with_user(user)
        ticket.stage_id = self.work
        ticket.read(["name", "sla_state"])
        for model in ("ipai.sla.policy", "ipai.sla.status", "ipai.sla.attainment"):
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[model].with_user(user).search([])
        with self.assertRaises(AccessError):
            ticket.read(["sla_status_ids"])

    def test_follower_only_queue(self):
        """Who may not see a queue does not see its service levels either."""
        self.queue.privacy_visibility = "followers"
        status = self._status(self.ticket)
        self.env.flush_all()
        for model in ("ipai.sla.status", "ipai.sla.attainment", "ipai.sla.policy"):
            known = self.resolution if model == "ipai.sla.policy" else status
            record = self.env[model].browse(known.id)
            with self.subTest(model), self.assertRaises(AccessError):
                record.with_user(self.second).read(["project_id"])
            record.with_user(self.manager).read(["project_id"])

    def test_other_company(self):
        stranger = self._create_user("stranger", "manager", self.other_company)
        status = self._status(self.ticket)
        self.env.flush_all()
        for record in (
            self.ticket,
            self.queue,
            self.resolution,
            status,
            self.env["ipai.sla.attainment"].browse(status.id),
        ):
            with self.subTest(record._name):
                with self.assertRaises(AccessError):
                    record.with_user(stranger).read(["display_name"])
                self.assertFalse(
                    self.env[record._name].with_user(stranger).search([("id", "=", record.id)])
                )
        status_of_stranger = status.with_user(stranger)
        with self.assertRaises(AccessError):
            status_of_stranger.action_excuse()
        with self.assertRaises(AccessError):
            self.ticket.with_user(stranger).stage_id = self.solved

    def test_calendar_of_another_company(self):
        foreign = self.env["resource.calendar"].create(
            {"name": "Foreign", "company_id": self.other_company.id}
        )
        with self.assertRaises(UserError):
            self.resolution.calendar_id = foreign

    def test_uninstall_hook_leaves_plain_tasks(self):
        env = self.env(context={**self.env.context, MODULE_UNINSTALL_FLAG: True})
        uninstall_hook(env)
        self.assertFalse(
            self.env.ref("ipai_service_desk.task_portal_own_rule", raise_if_not_found=False)
        )
        self.assertTrue(self.ticket.exists())


@tagged("post_install", "-at_install")
class TestRpc(DeskCommon, HttpCase):
    """The same over the wire, where no button hides anything."""

    def _call(self, user, model, method, *args, **kwargs):
        self.authenticate(user.login, user.login)
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def assertRpcRefused(self, user, *call):
        with self.assertLogs("odoo.http", "WARNING"), self.assertRaises(Exception) as caught:
            self._call(user, *call)
        self.assertRegex(str(caught.exception), "AccessError|UserError")

    def test_each_role(self):
        ticket = self._create_ticket(user_ids=self.agent.ids)
        status = self._status(ticket)
        self._sweep(MONDAY_16 + timedelta(minutes=15))
        stranger = self._create_user(
            "stranger", "manager", self.env["res.company"].create({"name": "Other company"})
        )
        self.assertTrue(self._call(self.agent, "project.task", "write", ticket.ids, {"name": "x"}))
        refused = (
            (self.agent, "project.task", "write", ticket.ids, {"first_response_on": "2026-06-05"}),
            (self.agent, "project.task", "unlink", ticket.ids),
            (self.agent, "ipai.sla.status", "write", status.ids, {"state": "reached"}),
            (self.officer, "ipai.sla.status", "action_excuse", status.ids),
            (self.officer, "ipai.sla.policy", "write", self.resolution.ids, {"hours": 99}),
            (self.manager, "ipai.sla.status", "write", status.ids, {"state": "reached"}),
            (self.manager, "ipai.sla.status", "unlink", status.ids),
            (self.manager, "ipai.sla.status", "action_excuse", status.ids),  # without a reason
            (stranger, "project.task", "read", ticket.ids, ["name"]),
            (stranger, "ipai.sla.status", "read", status.ids, ["state"]),
            (stranger, "ipai.sla.policy", "write", self.resolution.ids, {"hours": 99}),
            (stranger, "ipai.sla.policy", "action_statuses", self.resolution.ids),
            (stranger, "project.project", "action_desk_tickets", self.queue.ids),
        )
        for call in refused:
            with self.subTest(call[1:3], user=call[0].name):
                self.assertRpcRefused(*call)
        self.assertEqual(status.state, "failed")
        self._call(self.manager, "ipai.sla.status", "write", status.ids, {"excuse_reason": "Flood"})
        self._call(self.manager, "ipai.sla.status", "action_excuse", status.ids)
        self.assertEqual(status.excused_by_id, self.manager)
