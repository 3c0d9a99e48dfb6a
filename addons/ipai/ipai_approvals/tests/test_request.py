from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, tagged

from .common import ApprovalMixin


class RequestCommon(ApprovalMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_people(cls.env.company)

    def _create_request(self, category, user=None, **values):
        return (
            self.env["ipai.approval.request"]
            .with_user(user or self.clerk)
            .create({"name": "Forklift", "category_id": category.id, **values})
        )

    def _ask(self, category, **values):
        request = self._create_request(category, **values)
        request.action_submit()
        return request

    def _told(self, request):
        return request.sudo().activity_ids.user_id


@tagged("post_install", "-at_install")
class TestRequest(RequestCommon):
    def test_whole_way(self):
        """Steps open in turn; each approver is told when it is their turn.

        Capability: productivity.approvals.multi-level
        """
        request = self._ask(self._create_category([self.first, self.second]))
        self.assertEqual((request.state, request.approver_ids), ("pending", self.first))
        self.assertRegex(request.reference, r"^APR/\d{4}/\d{5}$")
        self.assertEqual(self._told(request), self.first)
        request.with_user(self.first).action_approve("Within budget")
        self.assertEqual((request.state, request.approver_ids), ("pending", self.second))
        self.assertEqual(self._told(request), self.second)
        request.with_user(self.second).action_approve()
        self.assertEqual(request.state, "approved")
        self.assertFalse(request.approver_ids or request.deadline or self._told(request))
        self.assertEqual(request.step_ids.mapped("state"), ["approved", "approved"])
        self.assertEqual(request.decision_ids.user_id, self.first | self.second)
        self.assertEqual(request.decision_ids[0].comment, "Within budget")
        self.assertTrue(request.decided_on and request.payload_hash)
        self.assertEqual(request.decision_ids.mapped("payload_hash"), [request.payload_hash] * 2)

    def test_second_step_waits_for_the_first(self):
        request = self._ask(self._create_category([self.first, self.second]))
        with self.assertRaises(AccessError):
            request.with_user(self.second).action_approve()

    def test_all_at_once(self):
        """Capability: productivity.approvals.multi-level"""
        category = self._create_category([self.first, self.second], in_order=False)
        request = self._ask(category)
        self.assertEqual(request.approver_ids, self.first | self.second)
        request.with_user(self.second).action_approve()
        self.assertEqual(request.state, "pending")
        request.with_user(self.first).action_approve()
        self.assertEqual(request.state, "approved")

    def test_minimum_of_different_people(self):
        """Capability: productivity.approvals.multi-level"""
        people = self.first | self.second | self.third
        request = self._ask(self._create_category([{"user_ids": people, "minimum": 2}]))
        request.with_user(self.first).action_approve()
        with self.assertRefused(UserError, "decided already"):
            request.with_user(self.first).action_approve()
        self.assertEqual(request.state, "pending")
        self.assertEqual(self._told(request), self.second | self.third)
        request.with_user(self.third).action_approve()
        self.assertEqual(request.state, "approved")

    def test_one_person_does_not_fill_two_steps(self):
        category = self._create_category([self.first, self.first | self.second])
        request = self._ask(category)
        request.with_user(self.first).action_approve()
        with self.assertRefused(UserError, "decided already"):
            request.with_user(self.first).action_approve()

    def test_too_few_different_people(self):
        for steps in ([self.first, self.first], [{"user_ids": self.first, "minimum": 2}]):
            with self.subTest(steps), self.assertRefused(UserError, "too few different"):
                self._ask(self._create_category(steps))
        self._ask(self._create_category([self.first | self.second, self.first]))

    def test_refusal_needs_a_reason_and_ends_it(self):
        category = self._create_category([self.first | self.second], in_order=False)
        request = self._ask(category)
        with self.assertRefused(UserError, "why you refuse"):
            request.with_user(self.first).action_refuse(" ")
        wizard = self.env["ipai.approval.decide"].with_user(self.first)
        action = request.with_user(self.first).action_ask_reason()
        wizard = wizard.with_context(action["context"]).create({"comment": "Too dear"})
        wizard.action_refuse()
        self.assertEqual(request.state, "refused")
        self.assertEqual(request.step_ids.state, "refused")
        self.assertIn("Too dear", "".join(request.message_ids.mapped("body")))
        with self.assertRaises(AccessError, msg="it waits for nobody, so nobody else reads it"):
            request.with_user(self.second).read(["name"])
        with self.assertRefused(UserError, "no longer waits for you: approval_first"):
            request.with_user(self.second).action_approve()
        with self.assertRefused(UserError, "does not wait"):
            request.with_user(self.manager).action_approve()

    def test_wizard_approves_with_a_comment(self):
        """Capability: productivity.approvals.multi-level"""
        request = self._ask(self._create_category([self.first]))
        self.env["ipai.approval.decide"].with_user(self.first).create(
            {"request_id": request.id, "comment": "Fine"}
        ).action_approve()
        self.assertEqual(request.decision_ids.comment, "Fine")

    def test_requester_never_approves(self):
        """Capability: productivity.approvals.document-approvals"""
        request = self._ask(self._create_category([self.clerk | self.first | self.second]))
        self.assertNotIn(self.clerk, request.approver_ids)
        with self.assertRefused(AccessError, "does not decide"):
            request.with_user(self.clerk).action_approve()

    def test_requester_never_approves_as_group_member_or_manager(self):
        group = self.env["res.groups"].create({"name": "Directors"})
        (self.clerk | self.first).group_ids += group
        category = self._create_category([{"approver_type": "group", "group_id": group.id}])
        request = self._ask(category)
        self.assertEqual(request.approver_ids, self.first)
        self.clerk.ipai_approval_manager_id = self.clerk
        with self.assertRefused(UserError, "too few different"):
            self._ask(self._create_category([{"approver_type": "manager"}]))
        with self.assertRaises(AccessError):
            request.with_user(self.manager).action_approve()

    def test_who_left_the_group_no_longer_decides(self):
        group = self.env["res.groups"].create({"name": "Directors"})
        (self.first | self.second).group_ids += group
        request = self._ask(
            self._create_category([{"approver_type": "group", "group_id": group.id}])
        )
        self.first.group_ids -= group
        with self.assertRefused(AccessError, "does not wait for you"):
            request.with_user(self.first).action_approve()
        request.with_user(self.second).action_approve()
        self.assertEqual(request.state, "approved")

    def test_manager_of_the_requester(self):
        self.clerk.ipai_approval_manager_id = self.second
        request = self._ask(self._create_category([{"approver_type": "manager"}]))
        self.assertEqual(request.approver_ids, self.second)

    def test_what_the_category_asks_for(self):
        """Capability: productivity.approvals.request-types"""
        category = self._create_category(
            [self.first], ask_amount="required", ask_partner="required",
            ask_period="required", ask_attachment="required",
        )  # fmt: skip
        request = self._create_request(category)
        with self.assertRefused(UserError, "Amount, Contact, .*, Attachments"):
            request.action_submit()
        request.write(
            {"amount": 5, "partner_id": self.env.user.partner_id.id, "date_from": "2026-06-01"}
        )
        with self.assertRefused(UserError, "asks for: Attachments"):
            request.action_submit()
        self.env["ir.attachment"].with_user(self.clerk).create(
            {"name": "offer.txt", "raw": b"x", "res_model": request._name, "res_id": request.id}
        )
        request.action_submit()
        self.assertEqual(request.state, "pending")

    def test_bands_include_their_start_and_exclude_their_end(self):
        """Capability: platform.studio.approval-rules"""
        category = self._create_category(
            [
                {"user_ids": self.first, "amount_max": 100},
                {"user_ids": self.second, "amount_min": 100, "amount_max": 200},
                {"user_ids": self.third, "amount_min": 200},
            ]
        )
        expected = {0: self.first, 99.99: self.first, 100: self.second, 199.99: self.second,
                    200: self.third, 99.996: self.second}  # fmt: skip
        for amount, approver in expected.items():
            with self.subTest(amount):
                self.assertEqual(self._ask(category, amount=amount).approver_ids, approver)

    def test_no_step_for_the_amount(self):
        category = self._create_category([{"user_ids": self.first, "amount_min": 100}])
        with self.assertRefused(UserError, "no step for this amount"):
            self._ask(category, amount=1)

    def test_foreign_currency_exactly_at_the_limit(self):
        currency = self.env["res.currency"].create({"name": "TTT", "symbol": "T", "rounding": 0.01})
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "rate": 0.5, "name": "2020-01-01",
             "company_id": self.env.company.id}
        )  # fmt: skip
        category = self._create_category(
            [{"user_ids": self.first, "amount_max": 200}, {"user_ids": self.second, "amount_min": 200}]
        )
        for amount, approver in ((100, self.second), (99.99, self.first)):
            with self.subTest(amount):
                request = self._ask(category, amount=amount, currency_id=currency.id)
                self.assertEqual(request.approver_ids, approver)

    def test_copy_asks_anew(self):
        category = self._create_category([self.first])
        request = self._ask(category)
        request.with_user(self.first).action_approve()
        copy = request.with_user(self.clerk).copy()
        self.assertEqual((copy.state, copy.round), ("draft", 0))
        self.assertFalse(copy.step_ids or copy.decision_ids or copy.payload_hash)
        self.assertNotEqual(copy.reference, request.reference)

    def test_sent_request_does_not_change(self):
        request = self._ask(self._create_category([self.first]), amount=5)
        with self.assertRefused(UserError, "does not change"):
            request.amount = 6
        with self.assertRefused(UserError, "stays on record"):
            request.unlink()
        with self.assertRefused(UserError, "sent already"):
            request.action_submit()
        self._create_request(request.category_id).unlink()

    def test_negative_amount(self):
        with self.assertRaises(ValidationError):
            self._create_request(self._create_category([self.first]), amount=-1)

    def test_steps_and_decisions_never_change(self):
        """Not even as superuser: what was decided stays as it was decided."""
        request = self._ask(self._create_category([self.first, self.second])).sudo()
        request.with_user(self.first).action_approve()
        step = request.step_ids[0]
        for change in (
            lambda: step.write({"state": "refused"}),
            lambda: step.write({"approver_ids": False}),
            lambda: step.unlink(),
            lambda: request.decision_ids.write({"user_id": self.third.id}),
            lambda: request.decision_ids.unlink(),
            lambda: request.unlink(),
        ):
            with self.subTest(change), self.assertRaises(UserError):
                change()

    def test_cancel(self):
        request = self._ask(self._create_category([self.first]))
        with self.assertRefused(AccessError, "Only the requester"):
            request.with_user(self.first).action_cancel()
        request.action_cancel()
        self.assertEqual(request.state, "cancelled")
        self.assertFalse(self._told(request))
        with self.assertRefused(UserError, "is closed"):
            request.action_cancel()
        other = self._ask(request.category_id)
        other.with_user(self.manager).action_cancel()
        self.assertEqual(other.state, "cancelled")

    def test_decision_about_what_was_seen(self):
        request = self._ask(self._create_category([self.first])).with_user(self.first)
        with self.assertRefused(UserError, "look at it again"):
            request.with_context(approval_round=0).action_approve()
        request.with_context(approval_round=1).action_approve()
        self.assertEqual(request.state, "approved")

    def test_only_the_requester_sends(self):
        request = self._create_request(self._create_category([self.first]))
        with self.assertRaises(AccessError):
            request.with_user(self.manager).action_submit()

    def test_list_without_a_query_per_row(self):
        """Reading 80 requests costs as many queries as reading 20.

        Capability: productivity.approvals.dashboard
        """
        category = self._create_category([self.first | self.second, self.third])
        requests = self.env["ipai.approval.request"].union(
            *(self._ask(category, amount=index) for index in range(80))
        )
        model = self.env["ipai.approval.request"].with_user(self.manager)
        columns = etree.fromstring(model.get_view(view_type="list")["arch"]).xpath("./field/@name")
        specification = {
            name: {"fields": {"display_name": {}}} if model._fields[name].relational else {}
            for name in columns
        }
        self.assertIn("approver_ids", specification)
        counts = []
        requests[:1].with_user(self.manager).web_read(specification)
        for amount in (20, 80):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            rows = requests[:amount].with_user(self.manager).web_read(specification)
            counts.append(self.env.cr.sql_log_count - start)
            self.assertEqual(len(rows), amount)
            self.assertEqual(rows[0]["approver_ids"][0]["display_name"], self.first.name)
        self.assertEqual(counts[0], counts[1])
        self.assertLess(counts[1], 25)
