from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_request import RequestCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-10")
class TestDelegation(RequestCommon):
    def _delegate(self, absent, delegate, dates=("2026-06-10", "2026-06-12"), author=None, **values):
        return (
            self.env["ipai.approval.delegation"]
            .with_user(author or absent)
            .create(
                {
                    "user_id": absent.id,
                    "delegate_id": delegate.id,
                    "date_from": dates[0],
                    "date_to": dates[1],
                    **values,
                }
            )
        )

    def test_stand_in_decides(self):
        """Capability: productivity.approvals.multi-level
        Capability: platform.studio.approval-rules
        """
        self._delegate(self.first, self.third)
        request = self._ask(self._create_category([self.first, self.second]))
        self.assertEqual(self._told(request), self.first | self.third)
        mine = self.env["ipai.approval.request"].with_user(self.third)
        self.assertEqual(mine.search([("is_mine", "=", True)]), request)
        self.assertNotIn(request, mine.search([("is_mine", "=", False)]))
        self.assertTrue(request.with_user(self.third).is_mine)
        request.with_user(self.third).action_approve()
        decision = request.decision_ids
        self.assertEqual((decision.user_id, decision.on_behalf_id), (self.third, self.first))
        with self.assertRaises(UserError, msg="the seat is taken"):
            request.with_user(self.first).action_approve()
        self.assertFalse(request.with_user(self.third).is_mine)

    def test_only_on_its_days(self):
        self._delegate(self.first, self.third)
        request = self._ask(self._create_category([self.first]))
        for day in ("2026-06-09", "2026-06-13"):
            with self.subTest(day), freeze_time(day), self.assertRaises(AccessError):
                request.with_user(self.third).action_approve()
        with freeze_time("2026-06-12"):
            request.with_user(self.third).action_approve()

    def test_only_for_its_categories(self):
        category = self._create_category([self.first])
        self._delegate(self.first, self.third, category_ids=category.ids)
        other = self._ask(self._create_category([self.first]))
        with self.assertRaises(AccessError):
            other.with_user(self.third).action_approve()
        self._ask(category).with_user(self.third).action_approve()

    def test_requester_does_not_stand_in(self):
        """Neither may an approver hand the say to the requester, nor the requester theirs."""
        self._delegate(self.first, self.clerk)
        request = self._ask(self._create_category([self.first]))
        with self.assertRefused(AccessError, "does not decide"):
            request.with_user(self.clerk).action_approve()
        self._delegate(self.clerk, self.third)
        request = self._ask(self._create_category([self.clerk | self.second]))
        with self.assertRaises(AccessError):
            request.with_user(self.third).action_approve()

    def test_stand_in_is_one_person_only(self):
        """Standing in for both approvers is still one pair of eyes."""
        self._delegate(self.first, self.third)
        self._delegate(self.second, self.third)
        people = self.first | self.second
        request = self._ask(self._create_category([{"user_ids": people, "minimum": 2}]))
        request.with_user(self.third).action_approve()
        with self.assertRefused(UserError, "decided already"):
            request.with_user(self.third).action_approve()

    def test_does_not_pass_on(self):
        self._delegate(self.first, self.second)
        self._delegate(self.second, self.third)
        request = self._ask(self._create_category([self.first]))
        with self.assertRaises(AccessError):
            request.with_user(self.third).action_approve()

    def test_who_delegates(self):
        with self.assertRefused(AccessError, "cannot delegate for"):
            self._delegate(self.first, self.third, author=self.third)
        with self.assertRaises(AccessError):
            self._delegate(self.first, self.third, author=self.officer)
        with self.assertRefused(AccessError, "cannot delegate for"):
            self._delegate(self.first, self.manager, author=self.manager)
        self._delegate(self.first, self.third, author=self.manager)

    def test_begun_delegation_only_ends_earlier(self):
        item = self._delegate(self.first, self.third)
        for values in (
            {"delegate_id": self.second.id},
            {"date_to": "2026-06-20"},
            {"date_to": "2026-06-09"},
        ):
            with self.subTest(values), self.assertRefused(UserError, "ended earlier"):
                item.write(values)
        with self.assertRefused(UserError, "stays on record"):
            item.unlink()
        item.date_to = "2026-06-11"
        future = self._delegate(self.first, self.third, dates=("2026-07-01", "2026-07-02"))
        future.delegate_id = self.second
        self.assertIn("→", future.display_name)
        future.unlink()

    def test_stand_in_works_for_the_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self._create_user("stranger", company=company)
        with self.assertRaises(UserError):
            self._delegate(self.first, stranger, author=self.manager)

    def test_archived_person_has_no_stand_in(self):
        self._delegate(self.first, self.third)
        request = self._ask(self._create_category([self.first | self.second]))
        self.first.active = False
        with self.assertRaises(AccessError):
            request.with_user(self.third).action_approve()
