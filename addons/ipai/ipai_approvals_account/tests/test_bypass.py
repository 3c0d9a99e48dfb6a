from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import MoveApprovalCommon


@tagged("post_install", "-at_install")
class TestBypass(MoveApprovalCommon):
    def test_every_way_to_post(self):
        """Capability: platform.studio.approval-rules"""
        bill = self._create_bill()
        accountant = self._create_user("accountant", "account.group_account_manager")
        for user in (self.clerk, accountant, self.manager, self.env.user):
            move = bill.with_user(user)
            ways = {
                "action_post": move.action_post,
                "_post": move._post,
                "_post hard": lambda move=move: move._post(soft=False),
                "as superuser": move.sudo().action_post,
                "write": lambda move=move: move.write({"state": "posted"}),
                "write as superuser": lambda move=move: move.sudo().write({"state": "posted"}),
                "mass validation": move.action_validate_moves_with_confirmation,
                "own context": lambda move=move: move.with_context(
                    ipai_approvals=True, approved=True, active_test=False
                ).action_post(),
            }
            for name, way in ways.items():
                with self.subTest(f"{user.login}: {name}"):
                    with self.assertRefused(UserError, "Needs approval"):
                        way()
                    self.assertEqual(bill.state, "draft")

    def test_validation_wizard(self):
        bill = self._create_bill()
        wizard = self.env["validate.account.move"].with_user(self.clerk)
        wizard = wizard.create({"move_ids": [Command.set(bill.ids)]})
        with self.assertRefused(UserError, "Needs approval"):
            wizard.validate_move()

    def test_created_as_posted(self):
        with self.assertRaises(UserError):
            self._create_bill(state="posted")

    def test_one_unapproved_bill_in_a_batch(self):
        approved, other = self._create_bill(), self._create_bill()
        self._approve(approved)
        with self.assertRefused(UserError, "Needs approval"):
            (approved | other).action_post()
        self.assertEqual(set((approved | other).mapped("state")), {"draft"})

    def test_other_content_written_with_the_state(self):
        bill = self._create_bill()
        self._approve(bill)
        line = bill.invoice_line_ids
        for values in (
            {"invoice_line_ids": [Command.update(line.id, {"price_unit": 900000})]},
            {"partner_id": self.partner_b.id},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                bill.sudo().write({"state": "posted", **values})
            self.assertEqual(bill.state, "draft")

    def test_small_bill_that_grows_with_the_state(self):
        bill = self._create_bill(5)
        lines = [Command.update(bill.invoice_line_ids.id, {"price_unit": 900000})]
        forged = bill.sudo().with_context(skip_readonly_check=True)
        with self.assertRefused(UserError, "change it first"):
            forged.write({"invoice_line_ids": lines, "state": "posted"})

    def test_import(self):
        bill = self._create_bill()
        for user in (self.clerk, self.manager):
            result = bill.with_user(user).load([".id", "state"], [[str(bill.id), "posted"]])
            self.assertFalse(result["ids"])
            self.assertIn("Needs approval", result["messages"][0]["message"])
        self.assertEqual(bill.state, "draft")

    def test_server_action_without_sudo(self):
        bill = self._create_bill()
        for code in (
            "record.action_post()",
            "record.write({'state': 'posted'})",
            "env['ipai.approval.request'].create({'name': 'x', 'res_model': record._name,"
            " 'res_id': record.id, 'category_id': 1, 'state': 'approved'})",
        ):
            action = self.env["ir.actions.server"].create(
                {
                    "name": "Bypass",
                    "model_id": self.env["ir.model"]._get_id("account.move"),
                    "state": "code",
                    "code": code,
                    "group_ids": [Command.clear()],
                }
            )
            context = {"active_model": bill._name, "active_id": bill.id, "active_ids": bill.ids}
            with self.subTest(code), self.assertRaises(UserError):
                action.with_user(self.clerk).with_context(**context).run()
            self.assertEqual(bill.state, "draft")

    @freeze_time("2026-06-20")
    def test_automatic_posting(self):
        """The scheduled action posts what is approved and leaves the rest, saying why."""
        scheduled = {"auto_post": "at_date", "date": "2026-06-15"}
        first, second = self._create_bill(**scheduled), self._create_bill(**scheduled)
        self._approve(first)
        with self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_auto_post_draft_entry").method_direct_trigger()
        self.assertEqual((first.state, second.state), ("posted", "draft"))
        self.assertIn("Needs approval", "".join(second.message_ids.mapped("body")))

    def test_other_company(self):
        bill = self._create_bill()
        other = self.setup_other_company()["company"]
        stranger = self._create_user("stranger", "account.group_account_manager", other)
        for method in ("action_post", "action_request_approval"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(bill.with_user(stranger), method)()
        request = self._request(bill)
        with self.assertRaises(AccessError):
            request.with_user(stranger).action_approve()

    def test_request_made_up_for_the_bill(self):
        bill = self._create_bill()
        values = {"name": "x", "category_id": self.category.id}
        document = {"res_model": bill._name, "res_id": bill.id}
        requests = self.env["ipai.approval.request"].with_user(self.clerk)
        with self.assertRefused(AccessError, "set by Odoo"):
            requests.create({**values, **document})
        request = requests.create({**values, "amount": 100000})
        with self.assertRefused(AccessError, "set by Odoo"):
            request.write(document)

    def test_copy_is_not_approved(self):
        bill = self._create_bill()
        request = self._approve(bill)
        copy = bill.copy({"invoice_date": bill.invoice_date})
        self.assertEqual(copy.ipai_approval_state, "required")
        with self.assertRefused(UserError, "Needs approval"):
            copy.action_post()
        with self.assertRefused(UserError, "on the document"):
            request.with_user(self.clerk).copy()

    def test_decision_on_a_bill_that_changed_meanwhile(self):
        """The change and the decision meet in one transaction: the decision is refused."""
        bill = self._create_bill()
        request = self._request(bill)
        with self.assertRefused(UserError, "look at it again"):
            bill.invoice_line_ids.price_unit = 120000
            request.with_user(self.first).action_approve()

    def test_reader_does_not_ask(self):
        bill = self._create_bill()
        reader = self._create_user("reader", "account.group_account_readonly")
        reader.group_ids -= self.env.ref("account.group_account_invoice")
        with self.assertRaises(AccessError):
            bill.with_user(reader).action_request_approval()

    def test_form_shows_where_it_stands(self):
        bill = self._create_bill()
        with Form(bill.with_user(self.clerk)) as form:
            self.assertEqual(form.ipai_approval_state, "required")
            form.ref = "INV-77"
        self._request(bill)
        with Form(bill.with_user(self.clerk)) as form:
            self.assertEqual(form.ipai_approval_state, "pending")
