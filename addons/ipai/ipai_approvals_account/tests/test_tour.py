from odoo.tests import HttpCase, tagged

from .common import MoveApprovalCommon


@tagged("post_install", "-at_install")
class TestTour(MoveApprovalCommon, HttpCase):
    def test_bill_from_request_to_posted(self):
        """The clerk is refused and asks, two people approve in their lists, the clerk posts.

        Capability: productivity.approvals.document-approvals
        Capability: productivity.approvals.dashboard
        Capability: platform.studio.approval-rules
        """
        bill = self._create_bill(ref="TOUR-150")
        self._end_transaction()
        url = f"/odoo/action-account.action_move_in_invoice_type/{bill.id}"
        self.start_tour(url, "ipai_approvals_account_ask", login=self.clerk.login)
        self.env.invalidate_all()
        request = self._requests_on(bill)
        self.assertEqual((request.state, request.approver_ids), ("pending", self.first))
        for approver in (self.first, self.second):
            self.assertEqual(request.approver_ids, approver)
            self.start_tour(
                "/odoo/my-approvals", "ipai_approvals_account_approve", login=approver.login
            )
            self.env.invalidate_all()
        self.assertEqual(request.state, "approved")
        self.start_tour(url, "ipai_approvals_account_post", login=self.clerk.login)
        self.env.invalidate_all()
        self.assertEqual(bill.state, "posted")
