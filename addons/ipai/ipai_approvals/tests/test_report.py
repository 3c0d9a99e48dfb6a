from odoo.tests import tagged

from .test_request import RequestCommon


@tagged("post_install", "-at_install")
class TestReport(RequestCommon):
    def test_certificate(self):
        request = self._ask(self._create_category([self.first, self.second]), amount=12)
        request.with_user(self.first).action_approve("Within budget")
        request.with_user(self.second).action_refuse("Not this year")
        html = self.env["ir.actions.report"].with_user(self.officer)._render_qweb_html(
            "ipai_approvals.action_report_certificate", request.ids
        )[0].decode()
        for text in (
            request.reference,
            request.payload_hash,
            "Within budget",
            "Not this year",
            self.first.name,
            self.second.name,
            self.clerk.name,
        ):
            self.assertIn(text, html)
