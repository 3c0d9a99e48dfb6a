from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .test_request import RequestCommon


@tagged("post_install", "-at_install")
class TestAccess(RequestCommon):
    def test_who_reads_a_request(self):
        request = self._ask(self._create_category([self.first, self.second]))
        request.with_user(self.first).action_approve()
        readers = (self.clerk, self.first, self.second, self.officer, self.manager)
        records = (request, request.step_ids, request.decision_ids)
        for user in readers:
            for record in records:
                with self.subTest(f"{user.login} {record._name}"):
                    self.assertTrue(record.with_user(user).read(["company_id"]))
        for record in records:
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_user(self.third).read(["company_id"])
            self.assertFalse(
                record.with_user(self.third).search([("id", "in", record.ids)])
            )

    def test_content_is_for_officers(self):
        request = self._ask(self._create_category([self.first]))
        with self.assertRaises(AccessError):
            request.with_user(self.first).read(["payload"])
        self.assertIn("Forklift", request.with_user(self.officer).payload)

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self._create_user(
            "stranger", "ipai_approvals.group_approval_manager", company
        )
        category = self._create_category([self.first])
        request = self._ask(category)
        delegation = self.env["ipai.approval.delegation"].with_user(self.first).create(
            {
                "user_id": self.first.id,
                "delegate_id": self.third.id,
                "date_from": "2026-06-10",
                "date_to": "2026-06-10",
            }
        )
        for record in (request, request.step_ids, category, category.rule_ids, delegation):
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_user(stranger).read(["company_id"])
        for method in ("action_approve", "action_ask_reason", "action_cancel", "action_submit"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(request.with_user(stranger), method)()

    def test_approver_needs_the_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self._create_user("stranger", company=company)
        with self.assertRefused(UserError, "too few different"):
            self._ask(self._create_category([stranger]))

    def test_closed_values(self):
        """Web client, RPC and import write through create and write."""
        request = self._create_request(self._create_category([self.first]))
        model = self.env["ipai.approval.request"]
        for values in (
            {"state": "approved"},
            {"requester_id": self.third.id},
            {"doer_ids": [Command.clear()]},
            {"approver_ids": [Command.set(self.clerk.ids)]},
            {"payload_hash": "x"},
            {"res_model": "res.partner", "res_id": 1},
            {"step_ids": [Command.create({"name": "x"})]},
            {"decision_ids": [Command.create({"verdict": "approve"})]},
            {"round": 5},
        ):
            for user in (self.clerk, self.manager):
                with self.subTest(values), self.assertRaises(AccessError):
                    request.with_user(user).write(values)
                with self.assertRaises(AccessError):
                    model.with_user(user).create(
                        {"name": "x", "category_id": request.category_id.id, **values}
                    )

    def test_import(self):
        category = self._create_category([self.first])
        fields = ["name", "category_id/.id", "state"]
        rows = [["Imported", str(category.id), "approved"]]
        result = self.env["ipai.approval.request"].with_user(self.clerk).load(fields, rows)
        self.assertFalse(result["ids"])
        self.assertIn("set by Odoo", result["messages"][0]["message"])
        result = self.env["ipai.approval.request"].with_user(self.clerk).load(
            fields[:2], [rows[0][:2]]
        )
        self.assertTrue(result["ids"])

    def test_steps_and_decisions_are_not_written_by_people(self):
        request = self._ask(self._create_category([self.first, self.second]))
        for user in (self.clerk, self.first, self.officer, self.manager):
            for record in (request.step_ids[:1],):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    record.with_user(user).write({"minimum": 0})
                with self.assertRaises(AccessError):
                    record.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self.env["ipai.approval.decision"].with_user(user).create(
                    {
                        "request_id": request.id,
                        "step_id": request.step_ids[0].id,
                        "round": 1,
                        "user_id": self.first.id,
                        "verdict": "approve",
                    }
                )

    def test_server_action_without_sudo(self):
        request = self._ask(self._create_category([self.first]))
        for code in ("record.action_approve()", "record.write({'state': 'approved'})"):
            action = self.env["ir.actions.server"].create(
                {
                    "name": "Bypass",
                    "model_id": self.env["ir.model"]._get_id("ipai.approval.request"),
                    "state": "code",
                    "code": code,
                }
            )
            with self.subTest(code), self.assertRaises(AccessError):
                action.with_user(self.clerk).sudo(False).with_context(
                    active_model=request._name, active_id=request.id, active_ids=request.ids
                ).run()
        self.assertEqual(request.state, "pending")

    def test_outsiders(self):
        request = self._ask(self._create_category([self.first]))
        portal = new_test_user(self.env, login="approval_portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            request.with_user(portal).read(["name"])
        with self.assertRaises(AccessError):
            request.with_user(portal).action_approve()

    def test_user_cannot_name_their_own_manager(self):
        with self.assertRaises(AccessError):
            self.clerk.with_user(self.clerk).ipai_approval_manager_id = self.first
