from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PaymentCommon


@tagged("post_install", "-at_install")
class TestPayment(PaymentCommon):
    def test_payment_without_a_bill_waits(self):
        payment = self._pay()
        for act in (
            payment.action_post,
            lambda: payment.write({"state": "paid"}),
            lambda: payment.write({"state": "in_process"}),
            payment.action_validate,
            lambda: self._pay(state="paid"),
        ):
            with self.assertRefused(UserError, "."):
                act()
        self.assertEqual(payment.state, "draft")
        self._approve(payment)
        payment.action_post()
        self.assertIn(payment.state, ("in_process", "paid"))

    def test_other_content_than_approved(self):
        for values in ({"amount": 6000000}, {"memo": "x"}, {"partner_id": self.partner_a.id}):
            payment = self._pay()
            self._approve(payment)
            payment.write(values)
            with self.assertRefused(UserError, "."):
                payment.action_post()

    def test_requester_does_not_approve(self):
        self.category.rule_ids.user_ids = self.clerk | self.first
        payment = self._pay(user=self.first)
        payment.with_user(self.clerk).memo = "a note"
        self._end_transaction()
        with self.assertRefused(UserError, "too few different people"):
            payment.with_user(self.clerk).action_request_approval()

    def _bill(self, amount=1000):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.vendor.id,
                "invoice_date": "2026-01-15",
                "invoice_line_ids": [
                    Command.create({"name": "a", "price_unit": amount, "tax_ids": False})
                ],
            }
        )
        bill.action_post()
        return bill

    def test_register_payment_leaves_a_draft_that_meets_its_bill(self):
        bill = self._bill()
        wizard = self.env["account.payment.register"].with_user(self.clerk).with_context(
            active_model="account.move", active_ids=bill.ids
        ).create({"journal_id": self.journal.id})
        payment = wizard._create_payments()
        self.assertNotEqual(payment.move_id.state, "posted")
        self.assertEqual(bill.amount_residual, 1000)
        self._approve(payment)
        payment.with_user(self.clerk).action_post()
        self.assertEqual(payment.move_id.state, "posted")
        self.assertEqual(bill.amount_residual, 0, "it meets its bill")

    def test_money_coming_in_is_free(self):
        payment = self._pay(payment_type="inbound", partner_type="customer")
        payment.action_post()
        self.assertNotEqual(payment.state, "draft")

    def test_confirmed_payment_keeps_its_terms(self):
        payment = self._pay()
        self._approve(payment)
        payment.action_post()
        self._end_transaction()
        with self.assertRefused(UserError, "."):
            payment.write({"partner_id": self.partner_a.id, "amount": 9000000})
            self._end_transaction()
