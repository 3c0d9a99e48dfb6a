from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import MoveApprovalCommon


@tagged("post_install", "-at_install")
class TestJson2(MoveApprovalCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        expiry = datetime.now() + timedelta(days=0.5)
        cls.keys = {
            user: cls.env["res.users.apikeys"]
            .with_user(user)
            ._generate(scope="rpc", name="test", expiration_date=expiry)
            for user in (cls.clerk, cls.first, cls.second)
        }

    def _call(self, user, records, method, **arguments):
        self.env.flush_all()
        response = self.url_open(
            f"/json/2/{records._name}/{method}",
            json={"ids": records.ids, **arguments},
            headers={"Authorization": f"Bearer {self.keys[user]}"},
        )
        self.env.invalidate_all()
        return response

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_bill_of_150000(self):
        """Refused; two approvals; posted. And refused again when it was edited between.

        Capability: productivity.approvals.document-approvals
        Capability: platform.studio.approval-rules
        """
        bill = self._create_bill(150000)
        for method, arguments in (
            ("action_post", {}),
            ("write", {"vals": {"state": "posted"}}),
            ("action_post", {"context": {"ipai_approvals": ["account.move", bill.id]}}),
        ):
            response = self._call(self.clerk, bill, method, **arguments)
            self.assertGreaterEqual(response.status_code, 400)
            self.assertIn("Needs approval", response.json()["message"])
        response = self._call(self.clerk, bill, "_post")
        self.assertEqual(response.status_code, 403, "private methods are not called from outside")
        self.assertEqual(bill.state, "draft")

        self.assertEqual(self._call(self.clerk, bill, "action_request_approval").status_code, 200)
        request = self._requests_on(bill)
        response = self._call(self.clerk, request, "action_approve")
        self.assertIn("does not decide", response.json()["message"])
        self.assertEqual(self._call(self.first, request, "action_approve").status_code, 200)
        response = self._call(self.clerk, bill, "action_post")
        self.assertIn(f"waits for {self.second.name}", response.json()["message"])
        response = self._call(self.second, request, "action_approve", comment="Agreed")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(request.state, "approved")

        line = bill.invoice_line_ids
        response = self._call(self.clerk, line, "write", vals={"price_unit": 151000})
        self.assertEqual(response.status_code, 200)
        self.assertEqual((request.state, request.amount), ("pending", 151000))
        response = self._call(self.clerk, bill, "action_post")
        self.assertIn(f"waits for {self.first.name}", response.json()["message"])

        for user in (self.first, self.second):
            self.assertEqual(self._call(user, request, "action_approve").status_code, 200)
        self.assertEqual(self._call(self.clerk, bill, "action_post").status_code, 200)
        self.assertEqual(bill.state, "posted")
