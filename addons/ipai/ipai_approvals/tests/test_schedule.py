from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_request import RequestCommon


@tagged("post_install", "-at_install")
class TestSchedule(RequestCommon):
    def _run(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"ipai_approvals.{name}").method_direct_trigger()

    def test_deadline_counts_from_the_opening_of_a_step(self):
        category = self._create_category(
            [{"user_ids": self.first, "deadline_days": 2}, {"user_ids": self.second, "deadline_days": 5}]
        )
        with freeze_time("2026-06-10"):
            request = self._ask(category)
        self.assertEqual(request.deadline, date(2026, 6, 12))
        with freeze_time("2026-06-11"):
            request.with_user(self.first).action_approve()
        self.assertEqual(request.deadline, date(2026, 6, 16))

    def test_late_step_is_escalated_once(self):
        category = self._create_category(
            [{"user_ids": self.first, "deadline_days": 2, "escalation_id": self.third.id}]
        )
        with freeze_time("2026-06-10"):
            request = self._ask(category)
        with freeze_time("2026-06-12"):
            self._run("ir_cron_escalate")
            self.assertFalse(request.is_late)
        self.assertEqual(request.approver_ids, self.first)
        with freeze_time("2026-06-13"):
            self._run("ir_cron_escalate")
            self._run("ir_cron_escalate")
            request.invalidate_recordset()
            self.assertTrue(request.is_late)
        self.assertEqual(request.approver_ids, self.first | self.third)
        self.assertEqual(self._told(request), self.first | self.third)
        self.assertEqual(len(request.sudo().activity_ids), 2)
        late = request.message_ids.filtered(lambda message: "is late" in message.body)
        self.assertEqual(len(late), 1)
        request.with_user(self.third).action_approve()
        self.assertEqual(request.state, "approved")

    def test_not_escalated_to_the_requester(self):
        category = self._create_category(
            [{"user_ids": self.first, "deadline_days": 2, "escalation_id": self.clerk.id}]
        )
        with freeze_time("2026-06-10"):
            request = self._ask(category)
        with freeze_time("2026-06-20"):
            self._run("ir_cron_escalate")
        with self.assertRaises(AccessError):
            request.with_user(self.clerk).action_approve()

    def test_stand_in_is_told_when_their_days_begin(self):
        with freeze_time("2026-06-10"):
            request = self._ask(self._create_category([self.first]))
            self.env["ipai.approval.delegation"].with_user(self.first).create(
                {
                    "delegate_id": self.third.id,
                    "date_from": "2026-06-11",
                    "date_to": "2026-06-12",
                }
            )
        self.assertEqual(self._told(request), self.first)
        with freeze_time("2026-06-11"):
            self._run("ir_cron_escalate")
        self.assertEqual(self._told(request), self.first | self.third)

    def test_expiry(self):
        category = self._create_category([self.first], expiry_days=10)
        with freeze_time("2026-06-01"):
            old, decided = self._ask(category), self._ask(category)
            kept = self._ask(self._create_category([self.first]))
            decided.with_user(self.first).action_approve()
        with freeze_time("2026-06-05"):
            young = self._ask(category)
        with freeze_time("2026-06-12"):
            self._run("ir_cron_expire")
        states = [request.state for request in (old, decided, kept, young)]
        self.assertEqual(states, ["cancelled", "approved", "pending", "pending"])
        self.assertIn("Expired", "".join(old.message_ids.mapped("body")))

    def test_age_is_the_same_in_forms_and_pivots(self):
        """Capability: productivity.approvals.dashboard"""
        category = self._create_category([self.first])
        sent = {"2026-06-30": "0", "2026-06-29": "1", "2026-06-26": "3", "2026-06-01": "8",
                "2026-05-01": "31"}  # fmt: skip
        for day in sent:
            with freeze_time(day):
                self._ask(category)
        with freeze_time("2026-06-30 12:00:00"):
            requests = self.env["ipai.approval.request"].search(
                [("category_id", "=", category.id)], order="id"
            )
            self.assertEqual(requests.mapped("age"), list(sent.values()))
            groups = requests.formatted_read_group(
                [("id", "in", requests.ids)], ["age"], ["__count", "age_days:sum"]
            )
            found = {group["age"]: (group["__count"], group["age_days:sum"]) for group in groups}
            self.assertEqual(found, {"0": (1, 0), "1": (1, 1), "3": (1, 4), "8": (1, 29), "31": (1, 60)})
            self.assertEqual(requests.mapped("age_days"), [0, 1, 4, 29, 60])
        with freeze_time("2026-07-01"):
            requests[3].with_user(self.first).action_approve()
        with freeze_time("2026-12-31"):
            requests.invalidate_recordset()
            self.assertEqual(requests[3].age_days, 30, "a decided request ages no more")
        self.assertFalse(self._create_request(category).age)
        self.assertEqual(requests[0].submitted_on, datetime(2026, 6, 30))
