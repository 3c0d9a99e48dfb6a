from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, tagged

from odoo.addons.ipai_approvals.tests.common import ApprovalMixin

from ..hooks import uninstall_hook


@tagged("post_install", "-at_install")
class TestPurchaseOrder(ApprovalMixin, TransactionCase):
    groups = "purchase.group_purchase_manager"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_people(cls.env.company)
        cls.category = cls._create_category(
            [{"user_ids": cls.first, "amount_min": 50000}, {"user_ids": cls.second, "amount_min": 50000}],
            res_model="purchase.order",
        )
        cls.vendor = cls.env["res.partner"].create({"name": "Vendor"})
        cls.product = cls.env["product.product"].create(
            {"name": "Machine", "type": "consu", "supplier_taxes_id": False}
        )

    def _create_order(self, amount=60000, **values):
        return (
            self.env["purchase.order"]
            .with_user(self.clerk)
            .create(
                {
                    "partner_id": self.vendor.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "product_qty": 1,
                                "price_unit": amount,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                    **values,
                }
            )
        )

    def _request(self, order):
        self._end_transaction()
        order.with_user(self.clerk).action_request_approval()
        self._end_transaction()
        return self._requests_on(order)[-1:]

    def _approve(self, order):
        request = self._request(order)
        request.with_user(self.first).action_approve()
        request.with_user(self.second).action_approve()
        self._end_transaction()
        return request

    def test_two_approvals_then_it_is_confirmed(self):
        """Capability: productivity.approvals.document-approvals"""
        order = self._create_order()
        with self.assertRefused(UserError, "Needs approval"):
            order.button_confirm()
        request = self._request(order)
        self.assertEqual((request.amount, request.partner_id), (60000, self.vendor))
        request.with_user(self.first).action_approve()
        with self.assertRefused(UserError, "waits for approval_second"):
            order.button_confirm()
        request.with_user(self.second).action_approve()
        order.button_confirm()
        self._end_transaction()
        self.assertEqual((order.state, request.state), ("purchase", "approved"))

    def test_every_way_to_confirm(self):
        """Capability: productivity.approvals.document-approvals"""
        order = self._create_order()
        for user in (self.clerk, self.manager, self.env.user):
            record = order.with_user(user)
            for name, way in {
                "button_confirm": record.button_confirm,
                "button_approve": record.button_approve,
                "forced": lambda record=record: record.button_approve(force=True),
                "as superuser": record.sudo().button_confirm,
                "write": lambda record=record: record.write({"state": "purchase"}),
            }.items():
                with self.subTest(f"{user.login}: {name}"):
                    with self.assertRefused(UserError, "Needs approval"):
                        way()
                    self.assertEqual(order.state, "draft")
        result = order.load([".id", "state"], [[str(order.id), "purchase"]])
        self.assertIn("Needs approval", result["messages"][0]["message"])

    def test_created_as_confirmed(self):
        with self.assertRefused(UserError, "starts unconfirmed"):
            self._create_order(state="purchase")
        self.assertEqual(self._create_order(100, state="purchase").state, "purchase")

    def test_cancelled_order_is_no_way_around(self):
        order = self._create_order()
        request = self._request(order)
        order.button_cancel()
        self._end_transaction()
        self.assertEqual(request.state, "cancelled")
        with self.assertRefused(UserError, "Needs approval"):
            order.write({"state": "purchase"})
        order.button_draft()
        with self.assertRefused(UserError, "Needs approval"):
            order.button_confirm()

    def test_edit_after_approval_asks_again(self):
        """Capability: productivity.approvals.document-approvals"""
        order = self._create_order()
        request = self._approve(order)
        line = order.order_line
        for number, change in enumerate(
            (
                lambda: order.write({"order_line": [Command.update(line.id, {"price_unit": 70000})]}),
                lambda: line.write({"product_qty": 2}),
                lambda: line.copy({"order_id": order.id}),
                lambda: order.order_line[-1].unlink(),
                lambda: order.write({"partner_ref": "Q-2"}),
            ),
            start=2,
        ):
            with self.subTest(number):
                change()
                self._end_transaction()
                self.assertEqual((request.state, request.round), ("pending", number))
                self.assertEqual(request.amount, order.amount_total)
                request.with_user(self.first).action_approve()
                request.with_user(self.second).action_approve()
        order.button_confirm()
        self.assertEqual(order.state, "purchase")

    def test_other_content_written_with_the_state(self):
        for amount in (60000, 5):
            order = self._create_order(amount)
            if amount == 60000:
                self._approve(order)
            lines = [Command.update(order.order_line.id, {"price_unit": 900000})]
            with self.subTest(amount), self.assertRefused(UserError, "change it first"):
                order.sudo().write({"order_line": lines, "state": "purchase"})

    def test_limit(self):
        for amount, state in ((49999.99, "none"), (50000, "required")):
            with self.subTest(amount):
                self.assertEqual(self._create_order(amount).ipai_approval_state, state)

    def test_limit_in_foreign_currency(self):
        currency = self.env["res.currency"].create({"name": "TTT", "symbol": "T", "rounding": 0.01})
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "rate": 2, "name": "2020-01-01",
             "company_id": self.env.company.id}
        )  # fmt: skip
        for amount, state in ((99999.98, "none"), (100000, "required")):
            with self.subTest(amount):
                order = self._create_order(amount, currency_id=currency.id)
                self.assertEqual(order.ipai_approval_state, state)

    def test_copy_and_small_order(self):
        order = self._create_order()
        self._approve(order)
        self.assertEqual(order.copy().ipai_approval_state, "required")
        small = self._create_order(5)
        small.button_confirm()
        self.assertEqual(small.state, "purchase")

    def test_other_company(self):
        order = self._create_order()
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self._create_user("stranger", company=company)
        for method in ("button_confirm", "action_request_approval"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(order.with_user(stranger), method)()

    def test_form_shows_where_it_stands(self):
        order = self._create_order()
        self._request(order)
        with Form(order.with_user(self.clerk)) as form:
            self.assertEqual(form.ipai_approval_state, "pending")
        self.assertEqual(order.with_user(self.clerk).ipai_approval_count, 1)

    def test_uninstalled_guard(self):
        request = self._request(self._create_order())
        uninstall_hook(self.env)
        self.assertFalse(self.category.active)
        self.assertEqual(request.state, "cancelled")

    def test_confirmed_order_does_not_rise(self):
        order = self._create_order(150000)
        self._approve(order)
        order.button_confirm()
        self._end_transaction()
        for act in (
            lambda: order.order_line.write({"price_unit": 900000}),
            lambda: order.write({"order_line": [Command.update(order.order_line.id, {"product_qty": 9})]}),
            lambda: order.order_line.copy({"order_id": order.id}),
            lambda: order.write({"payment_term_id": self.env["account.payment.term"].create({"name": "Now"}).id}),
        ):
            with self.assertRefused(UserError, "approved and confirmed"):
                act()
                self._end_transaction()
        self.category.tolerance = 5
        order.order_line.price_unit = 157500
        self._end_transaction()
        self.assertEqual(order.amount_total, 157500)

    def test_small_order_that_grows(self):
        order = self._create_order(100)
        order.button_confirm()
        self._end_transaction()
        with self.assertRefused(UserError, "approved and confirmed"):
            order.order_line.price_unit = 900000
            self._end_transaction()
