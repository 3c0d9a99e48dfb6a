from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .guarded import DOCUMENT, add_guarded_models
from .test_request import RequestCommon


@tagged("post_install", "-at_install")
class TestGuard(RequestCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_guarded_models(cls)
        cls.category = cls._create_category(
            [{"user_ids": user, "amount_min": 100} for user in (cls.first, cls.second)],
            res_model=DOCUMENT,
            domain="[('note', '!=', 'free')]",
        )

    def _create_document(self, amount=100, user=None, **values):
        return (
            self.env[DOCUMENT]
            .with_user(user or self.clerk)
            .create({"name": "Machine", "amount": amount, **values})
        )

    def _request(self, document):
        self._end_transaction()
        document.with_user(self.clerk).action_request_approval()
        self._end_transaction()
        return self._requests_on(document)[-1:]

    def _approve(self, document):
        request = self._request(document)
        request.with_user(self.first).action_approve()
        request.with_user(self.second).action_approve()
        self._end_transaction()
        return request

    def test_two_approvals_then_it_is_confirmed(self):
        """Capability: productivity.approvals.document-approvals
        Capability: platform.studio.approval-rules
        """
        document = self._create_document()
        with self.assertRefused(UserError, "Needs approval"):
            document.action_confirm()
        request = self._request(document)
        request.with_user(self.first).action_approve()
        with self.assertRefused(UserError, "waits for approval_second"):
            document.action_confirm()
        self.assertEqual(document.ipai_approval_state, "pending")
        request.with_user(self.second).action_approve()
        self.assertIn("approval_second", document.ipai_approval_text)
        document.action_confirm()
        self._end_transaction()
        self.assertEqual((document.state, document.ipai_approval_state), ("done", "approved"))
        self.assertTrue(request._content_holds())
        with self.assertRefused(UserError, "was used"):
            request.action_cancel()
        action = document.action_open_approvals()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), request)
        self.assertEqual(request.action_open_document()["res_id"], document.id)
        self.assertEqual(document.ipai_approval_count, 1)

    def test_every_way_around(self):
        """Capability: platform.studio.approval-rules"""
        document = self._create_document()
        for user in (self.clerk, self.manager, self.env.user):
            record = document.with_user(user)
            for name, way in {
                "method": record.action_confirm,
                "superuser": record.sudo().action_confirm,
                "write": lambda record=record: record.write({"state": "done"}),
                "context": lambda record=record: record.with_context(
                    ipai_approvals={(DOCUMENT, record.id)}
                ).action_confirm(),
            }.items():
                with self.subTest(f"{user.login}: {name}"):
                    with self.assertRefused(UserError, "Needs approval"):
                        way()
                    self.assertEqual(document.state, "draft")
        with self.assertRefused(UserError, "starts unconfirmed"):
            self._create_document(state="done")
        document.state = "cancelled"
        with self.assertRefused(UserError, "Needs approval"):
            document.write({"state": "done"})

    def test_not_changed_and_confirmed_at_once(self):
        approved, small = self._create_document(), self._create_document(5)
        self._approve(approved)
        for document in (approved, small):
            with self.subTest(document.amount), self.assertRefused(UserError, "change it first"):
                document.write({"state": "done", "amount": 900})
        small.write({"state": "done"})
        self.assertEqual(self._create_document(note="free").ipai_approval_state, "none")

    def test_each_change_asks_again(self):
        """Capability: productivity.approvals.document-approvals"""
        partner = self.env["res.partner"].create({"name": "Vendor", "ref": "1"})
        document = self._create_document(
            partner_id=partner.id, line_ids=[Command.create({"name": "A", "price": 1})]
        )
        line = document.line_ids
        request = self._approve(document)
        changes = (
            lambda: document.write({"amount": 200}),
            lambda: line.write({"price": 2}),
            lambda: line.copy({"document_id": document.id}),
            lambda: document.line_ids[-1].unlink(),
        )
        for number, change in enumerate(changes, start=2):
            with self.subTest(number):
                change()
                self._end_transaction()
                self.assertEqual((request.state, request.round), ("pending", number))
                request.with_user(self.first).action_approve()
                request.with_user(self.second).action_approve()
        document.note = "not covered"
        self._end_transaction()
        self.assertEqual(request.state, "approved")
        partner.ref = "2"
        self.assertEqual(document.ipai_approval_state, "required")
        with self.assertRefused(UserError, "Needs approval"):
            document.action_confirm()
        request = self._request(document)
        self.assertEqual((request.state, request.round), ("pending", 6))

    def test_who_changed_it_does_not_decide(self):
        document = self._create_document()
        request = self._request(document)
        document.with_user(self.third).amount = 150
        self._end_transaction()
        self.assertIn(self.third, request.doer_ids)
        document.with_user(self.first).amount = 160
        self._end_transaction()
        self.assertEqual(request.state, "cancelled", "nobody but the editor could approve it")
        with self.assertRefused(UserError, "too few different"):
            self._request(document)

    def test_who_made_it_does_not_decide(self):
        with self.assertRefused(UserError, "too few different"):
            self._request(self._create_document(user=self.first))

    def test_nothing_is_asked_about_what_was_given_up(self):
        small, cancelled, deleted = (self._create_document() for _index in range(3))
        requests = [self._request(document) for document in (small, cancelled, deleted)]
        small.amount = 5
        cancelled.state = "cancelled"
        deleted.unlink()
        self._end_transaction()
        for request in requests:
            self.assertEqual(request.state, "cancelled")
        small.action_confirm()
        self.assertEqual(cancelled.ipai_approval_state, "none")
        with self.assertRefused(UserError, "is gone"):
            requests[2].action_open_document()

    def test_refused_then_asked_again(self):
        document = self._create_document()
        self._request(document).with_user(self.first).action_refuse("Too dear")
        self.assertEqual(document.ipai_approval_state, "refused")
        with self.assertRefused(UserError, "Too dear"):
            document.action_confirm()
        self._approve(document)
        document.action_confirm()

    def test_asking(self):
        document = self._create_document()
        request = self._request(document)
        with self.assertRefused(UserError, "waits for"):
            document.action_request_approval()
        with self.assertRefused(UserError, "needs no approval"):
            self._create_document(5).action_request_approval()
        with self.assertRefused(UserError, "look at it again"):
            document.amount = 300
            request.with_user(self.first).action_approve()
        with self.assertRefused(ValidationError, "on the document"):
            request.copy()
        with self.assertRefused(UserError, "sent already"):
            request.with_user(self.clerk).action_submit()

    def test_person_on_the_document(self):
        self.category.rule_ids = [
            Command.clear(),
            Command.create(
                {
                    "name": "Owner",
                    "approver_type": "field",
                    "approver_field": f"{DOCUMENT}:owner_id",
                }
            ),
        ]
        document = self._create_document(owner_id=self.second.id)
        request = self._request(document)
        self.assertEqual(request.approver_ids, self.second)
        document.owner_id = self.third
        self._end_transaction()
        self.assertEqual((request.round, request.approver_ids), (2, self.third))

    def test_configuration(self):
        for domain in ("[('no_such', '=', 1)]", "boom("):
            with self.subTest(domain), self.assertRefused(ValidationError, "is not valid"):
                self.category.domain = domain
        with self.assertRefused(ValidationError, "no such field"):
            self._create_category(
                [{"approver_type": "field", "approver_field": f"{DOCUMENT}:owner_id"}]
            )
        self._create_category([self.third], res_model=DOCUMENT, sequence=0)
        self.assertEqual(self._request(self._create_document()).approver_ids, self.third)

    def test_branch_follows_its_company(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.env.company.id}
        )
        self.assertEqual(
            self.env[DOCUMENT].create({"amount": 100, "company_id": branch.id}).ipai_approval_state,
            "required",
        )
        other = self.env["res.company"].create({"name": "Other"})
        self.assertEqual(
            self.env[DOCUMENT].create({"amount": 100, "company_id": other.id}).ipai_approval_state,
            "none",
        )

    def test_filters(self):
        document = self._create_document()
        self._request(document)
        documents = self.env[DOCUMENT]
        self.assertEqual(documents.search([("ipai_approval_state", "=", "pending")]), document)
        self.assertFalse(documents.search([("ipai_approval_state", "in", ("approved", "refused"))]))

    def test_reader_does_not_ask(self):
        document = self._create_document()
        self.env["ir.model.access"].search([("model_id.model", "=", DOCUMENT)]).perm_write = False
        with self.assertRaises(AccessError):
            document.action_request_approval()

    def test_retired_category(self):
        request = self._request(self._create_document())
        self.env["ipai.approval.category"]._retire(DOCUMENT)
        self.assertEqual((self.category.active, request.state), (False, "cancelled"))
        self._create_document().action_confirm()

    def test_confirmed_document_stays_as_approved(self):
        """Another vendor, a higher amount: at once, in two steps, through a line."""
        document = self._create_document()
        self._approve(document)
        document.action_confirm()
        self._end_transaction()
        for values in (
            {"amount": 900},
            {"partner_id": self.clerk.partner_id.id},
            {"line_ids": [Command.create({"name": "more", "price": 1})], "amount": 101},
        ):
            with self.subTest(values), self.assertRefused(UserError, "approved and confirmed"):
                document.write(values)
                self._end_transaction()
        document.amount = 60
        document.note = "free to write"
        self._end_transaction()
        self.assertEqual(document.amount, 60, "less is no question")

    def test_tolerance(self):
        self.category.tolerance = 10
        document = self._create_document()
        self._approve(document)
        document.action_confirm()
        document.amount = 110
        self._end_transaction()
        with self.assertRefused(UserError, "amount cannot change"):
            document.amount = 111
            self._end_transaction()
        with self.assertRefused(UserError, "amount cannot change"):
            # Small steps add up: each is measured by what was approved.
            document.amount = 121
            self._end_transaction()

    def test_rise_of_what_needed_no_approval(self):
        document = self._create_document(amount=10)
        document.action_confirm()
        self._end_transaction()
        with self.assertRefused(UserError, "amount cannot change"):
            document.amount = 900
            self._end_transaction()

    def test_everybody_who_wrote_is_a_doer(self):
        """The approver raises it, somebody else saves a note and asks."""
        self.category.rule_ids[0].user_ids = self.first | self.third
        document = self._create_document(amount=10)
        document.with_user(self.first).amount = 50000
        self._end_transaction()
        document.with_user(self.clerk).note = "a note"
        request = self._request(document)
        self.assertIn(self.first, request.doer_ids)
        with self.assertRefused(AccessError, "does not decide"):
            request.with_user(self.first).action_approve()

    def test_late_decision_is_told_why(self):
        self.category.rule_ids[1].unlink()
        self.category.rule_ids.user_ids = self.first | self.second
        request = self._request(self._create_document())
        request.with_user(self.first).action_approve()
        with self.assertRefused(UserError, "no longer waits for you: approval_first"):
            request.with_user(self.second).action_approve()

    def test_attachments_of_what_was_asked_stay(self):
        document = self._create_document()
        file = self.env["ir.attachment"].create(
            {"name": "offer.pdf", "raw": b"offer", "res_model": DOCUMENT, "res_id": document.id}
        )
        request = self._approve(document)
        self.assertEqual(request.sudo().seal_ids.mapped("event"), ["approved", "asked"])
        for user in (self.clerk, self.manager):
            with self.assertRaises(UserError):
                file.with_user(user).raw = b"another"
        with self.assertRefused(UserError, "sealed evidence"):
            file.unlink()
