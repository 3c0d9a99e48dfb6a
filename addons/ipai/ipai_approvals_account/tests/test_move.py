from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MoveApprovalCommon


@tagged("post_install", "-at_install")
class TestMove(MoveApprovalCommon):
    def test_two_approvals_then_it_posts(self):
        bill = self._create_bill()
        self.assertEqual(bill.ipai_approval_state, "required")
        with self.assertRefused(UserError, "Needs approval"):
            bill.action_post()
        request = self._request(bill)
        self.assertEqual((request.amount, request.partner_id), (150000, self.partner_a))
        self.assertEqual(bill.ipai_approval_state, "pending")
        with self.assertRefused(UserError, "waits for approval_first"):
            bill.action_post()
        request.with_user(self.first).action_approve()
        with self.assertRefused(UserError, "waits for approval_second"):
            bill.action_post()
        request.with_user(self.second).action_approve()
        self.assertEqual(bill.ipai_approval_state, "approved")
        self.assertIn(self.second.name, bill.ipai_approval_text)
        bill.action_post()
        self._end_transaction()
        self.assertEqual(bill.state, "posted")
        self.assertEqual(request.state, "approved")
        self.assertTrue(request._content_holds())
        self.assertEqual(bill.with_user(self.clerk).ipai_approval_count, 1)
        action = bill.with_user(self.clerk).action_open_approvals()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), request)

    def test_edit_after_approval_asks_again(self):
        """Whatever is paid, to whom, where and when: each change starts another round.

        Capability: productivity.approvals.document-approvals
        """
        account = self.company_data["default_account_expense"].copy()
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "PH-1", "partner_id": self.partner_a.id, "allow_out_payment": True}
        )
        bill = self._create_bill(partner_bank_id=bank.id)
        line = bill.invoice_line_ids
        request = self._approve(bill)
        changes = (
            lambda: bill.write({"invoice_line_ids": [Command.update(line.id, {"price_unit": 1e6})]}),
            lambda: line.write({"price_unit": 2e6}),
            lambda: line.write({"account_id": account.id}),
            lambda: bill.write({"partner_bank_id": False}),
            lambda: bill.write({"partner_id": self.partner_b.id}),
            lambda: bill.write({"invoice_date": "2026-06-16"}),
            lambda: bill.write({"ref": "other"}),
            lambda: line.copy({"price_unit": 5}),
            lambda: bill.invoice_line_ids[-1].unlink(),
        )
        for number, change in enumerate(changes, start=2):
            with self.subTest(number):
                change()
                self._end_transaction()
                self.assertEqual((request.state, request.round), ("pending", number))
                self.assertEqual(request.amount, bill.amount_total)
                self.assertEqual(request.approver_ids, self.first)
                with self.assertRefused(UserError, "waits for"):
                    bill.action_post()
                request.with_user(self.first).action_approve()
                request.with_user(self.second).action_approve()
        bill.action_post()
        self.assertEqual(bill.state, "posted")
        self.assertEqual(
            set(request.step_ids.filtered(lambda step: step.round < 10).mapped("state")),
            {"approved"},
            "what was decided stays on record",
        )

    def test_bank_account_number_changed_after_approval(self):
        """The bill is untouched, the money would go elsewhere."""
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "PH-1", "partner_id": self.partner_a.id, "allow_out_payment": True}
        )
        bill = self._create_bill(partner_bank_id=bank.id)
        self._approve(bill)
        bank.acc_number = "PH-2"
        self.assertEqual(bill.ipai_approval_state, "required")
        with self.assertRefused(UserError, "Needs approval"):
            bill.action_post()
        request = self._request(bill)
        self.assertEqual((request.state, request.round), ("pending", 2))

    def test_edit_and_post_in_one_transaction(self):
        bill = self._create_bill()
        request = self._approve(bill)
        with self.assertRefused(UserError, "Needs approval"):
            bill.invoice_line_ids.price_unit = 160000
            bill.action_post()
        self._end_transaction()
        self.assertEqual(request.state, "approved", "the edit was rolled back too")

    def test_note_does_not_need_another_approval(self):
        bill = self._create_bill()
        request = self._approve(bill)
        bill.narration = "Delivered to gate 3"
        bill.invoice_line_ids.sequence = 5
        self._end_transaction()
        self.assertEqual((request.state, request.round), ("approved", 1))
        bill.action_post()

    def test_who_changed_it_does_not_approve_it(self):
        bill = self._create_bill()
        request = self._request(bill)
        bill.with_user(self.third).invoice_line_ids.price_unit = 170000
        self._end_transaction()
        self.assertIn(self.third, request.doer_ids)
        bill.with_user(self.first).invoice_line_ids.price_unit = 180000
        self._end_transaction()
        self.assertEqual(request.state, "cancelled", "nobody but the editor could approve it")
        self.assertIn("too few different", "".join(request.message_ids.mapped("body")))
        bill.invoice_line_ids.price_unit = 150000
        with self.assertRefused(UserError, "too few different"):
            self._request(bill)

    def test_who_made_it_does_not_approve_it_when_another_asks(self):
        bill = self._create_bill(user=self.first)
        with self.assertRefused(UserError, "too few different"):
            self._request(bill)

    def test_smaller_amount_needs_none_any_more(self):
        bill = self._create_bill()
        request = self._request(bill)
        bill.invoice_line_ids.price_unit = 99999.99
        self._end_transaction()
        self.assertEqual(request.state, "cancelled")
        self.assertEqual(bill.ipai_approval_state, "none")
        bill.action_post()
        self.assertEqual(bill.state, "posted")

    def test_limit(self):
        for amount, state in ((99999.99, "none"), (100000, "required")):
            with self.subTest(amount):
                self.assertEqual(self._create_bill(amount).ipai_approval_state, state)

    def test_limit_in_foreign_currency(self):
        """The amount as booked decides: 3 TTT are 1 in the company's currency."""
        currency = self.setup_other_currency("EUR", rates=[("2020-01-01", 3.0)])
        for amount, state in ((299999.97, "none"), (300000, "required"), (100000, "none")):
            with self.subTest(amount):
                bill = self._create_bill(amount, currency_id=currency.id)
                self.assertEqual(bill.ipai_approval_state, state)
        request = self._request(self._create_bill(300000, currency_id=currency.id))
        self.assertEqual((request.currency_id, request.amount_company), (currency, 100000))

    def test_other_documents_pass(self):
        for values in ({"move_type": "out_invoice"}, {"move_type": "in_refund"}):
            with self.subTest(values):
                move = self._create_bill(**values)
                move.action_post()
                self.assertEqual(move.state, "posted")
        self.category.active = False
        bill = self._create_bill()
        bill.action_post()
        self.assertEqual(bill.ipai_approval_state, "none")

    def test_first_category_that_matches(self):
        self._create_category(
            [self.third],
            sequence=0,
            res_model="account.move",
            domain=f"[('partner_id', '=', {self.partner_b.id})]",
        )
        request = self._request(self._create_bill(partner_id=self.partner_b.id))
        self.assertEqual(request.approver_ids, self.third)
        self.assertEqual(self._request(self._create_bill()).approver_ids, self.first)

    def test_person_on_the_document(self):
        self.category.rule_ids.unlink()
        self.category.rule_ids = [
            Command.create(
                {
                    "name": "Owner",
                    "approver_type": "field",
                    "approver_field": "account.move:invoice_user_id",
                }
            )
        ]
        bill = self._create_bill(invoice_user_id=self.second.id)
        request = self._request(bill)
        self.assertEqual(request.approver_ids, self.second)
        bill.invoice_user_id = self.third
        self._end_transaction()
        self.assertEqual((request.round, request.approver_ids), (2, self.third))

    def test_refused_bill_is_asked_for_again(self):
        bill = self._create_bill()
        request = self._request(bill)
        request.with_user(self.first).action_refuse("Wrong vendor")
        self.assertEqual(bill.ipai_approval_state, "refused")
        with self.assertRefused(UserError, "Wrong vendor"):
            bill.action_post()
        again = self._approve(bill)
        self.assertNotEqual(again, request)
        bill.action_post()

    def test_reset_to_draft(self):
        """What was approved may be posted again; once changed it may not."""
        bill = self._create_bill()
        request = self._approve(bill)
        bill.action_post()
        bill.button_draft()
        self._end_transaction()
        self.assertEqual(request.state, "approved")
        bill.action_post()
        bill.button_draft()
        bill.invoice_line_ids.price_unit = 200000
        self._end_transaction()
        self.assertEqual(request.state, "pending")
        with self.assertRaises(UserError):
            bill.action_post()

    def test_used_approval_stays(self):
        bill = self._create_bill()
        request = self._approve(bill)
        bill.action_post()
        with self.assertRefused(UserError, "was used"):
            request.with_user(self.manager).action_cancel()

    def test_withdrawn_approval(self):
        bill = self._create_bill()
        self._approve(bill).with_user(self.clerk).action_cancel()
        self.assertEqual(bill.ipai_approval_state, "required")
        with self.assertRaises(UserError):
            bill.action_post()

    def test_cancelled_bill(self):
        """Nobody is asked about it any more, and it is no way around the guard."""
        bill = self._create_bill()
        request = self._request(bill)
        bill.button_cancel()
        self._end_transaction()
        self.assertEqual((request.state, bill.ipai_approval_state), ("cancelled", "none"))
        with self.assertRefused(UserError, "Needs approval"):
            bill.sudo().write({"state": "posted"})

    def test_deleted_bill(self):
        bill = self._create_bill()
        request = self._request(bill)
        self.assertEqual(request.action_open_document()["res_id"], bill.id)
        bill.unlink()
        self._end_transaction()
        self.assertEqual(request.state, "cancelled")
        with self.assertRefused(UserError, "is gone"):
            request.action_open_document()
        self.assertFalse(request.activity_ids)

    def test_asking_twice(self):
        bill = self._create_bill()
        self._request(bill)
        with self.assertRefused(UserError, "waits for"):
            bill.action_request_approval()
        with self.assertRefused(UserError, "needs no approval"):
            self._create_bill(5).action_request_approval()

    def test_filters(self):
        bill = self._create_bill()
        self._request(bill)
        moves = self.env["account.move"]
        self.assertEqual(moves.search([("ipai_approval_state", "=", "pending")]), bill)
        self.assertFalse(moves.search([("ipai_approval_state", "in", ("approved", "refused"))]))

    def test_valid_configuration(self):
        for values in ({"domain": "[('no_such', '=', 1)]"}, {"domain": "boom("}):
            with self.subTest(values), self.assertRefused(UserError, "filter is not valid"):
                self.category.write(values)
        with self.assertRefused(UserError, "no such field"):
            self._create_category(
                [{"approver_type": "field", "approver_field": "account.move:invoice_user_id"}]
            )

    def test_list_without_a_query_per_row(self):
        """Where 20 bills stand costs as many queries as where 5 do."""
        bills = self.env["account.move"].union(
            *(self._create_bill(150000 + index) for index in range(20))
        )
        bills[:15].with_user(self.clerk).action_request_approval()
        self._end_transaction()
        counts = []
        names = ("ipai_approval_state", "ipai_approval_text", "ipai_approval_count")
        bills[:1].with_user(self.clerk).web_read({name: {} for name in names})
        for amount in (5, 20):
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            bills[:amount].with_user(self.clerk).web_read({name: {} for name in names})
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])
        self.assertLess(counts[1], 30)

    def test_nothing_guarded_costs_nothing(self):
        self.env["ipai.approval.category"].search([]).active = False
        self._create_bill(5).action_post()
        bill = self._create_bill(6)
        self.env.flush_all()
        with self.assertQueryCount(0):
            bill._approval_touch()
            with bill._approved():
                pass

    def test_uninstalled_guard(self):
        request = self._request(self._create_bill())
        self.env["ipai.approval.category"]._retire("account.move")
        self.assertFalse(self.category.active)
        self.assertEqual(request.state, "cancelled")

    def test_posted_bill_keeps_its_bank_account_and_terms(self):
        bank, other = self.env["res.partner.bank"].create(
            [{"acc_number": number, "partner_id": self.partner_a.id} for number in ("A1", "A2")]
        )
        bill = self._create_bill(partner_bank_id=bank.id)
        self._approve(bill)
        bill.with_user(self.clerk).action_post()
        self._end_transaction()
        for values in (
            {"partner_bank_id": other.id},
            {"invoice_date_due": "2026-06-16"},
        ):
            with self.subTest(values), self.assertRefused(UserError, "approved and confirmed"):
                bill.with_user(self.clerk).write(values)
                self._end_transaction()
        self.assertEqual(bill.partner_bank_id, bank)

    def test_pdf_of_an_approved_bill_stays(self):
        bill = self._create_bill()
        pdf = self.env["ir.attachment"].with_user(self.clerk).create(
            {"name": "bill.pdf", "raw": b"%PDF", "res_model": bill._name, "res_id": bill.id}
        )
        self._approve(bill)
        with self.assertRefused(UserError, "sealed evidence"):
            pdf.with_user(self.clerk).raw = b"%PDF other"
        with self.assertRefused(UserError, "sealed evidence"):
            bill.with_user(self.clerk).unlink()
