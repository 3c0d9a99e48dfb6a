from odoo.tests import tagged

from ..hooks import uninstall_hook
from .test_request import RequestCommon


@tagged("post_install", "-at_install")
class TestHooks(RequestCommon):
    def test_requests_go_with_the_module(self):
        """What was decided keeps neither categories nor people from going."""
        category = self._create_category([self.first, self.second])
        self._ask(category).with_user(self.first).action_approve()
        uninstall_hook(self.env)
        for model in ("request", "step", "decision"):
            self.assertFalse(self.env[f"ipai.approval.{model}"].search([]))
        category.unlink()
        self.first.unlink()

    def test_category_of_a_guard_that_goes_stays_on_record(self):
        category = self._create_category([self.first])
        self.env["ir.model.data"].create(
            {
                "module": "ipai_approvals",
                "name": "category_test",
                "model": category._name,
                "res_id": category.id,
            }
        )
        request = self._ask(category)
        # No module guards a document here: stand in for one.
        partner = self.env.user.partner_id
        request.sudo().write({"res_model": partner._name, "res_id": partner.id})
        self.env.cr.execute(
            "UPDATE ipai_approval_category SET res_model = 'res.partner' WHERE id = %s",
            [category.id],
        )
        category.invalidate_recordset()
        self.env["ipai.approval.category"]._retire("res.partner")
        self.assertFalse(category.active)
        self.assertEqual(request.state, "cancelled")
        self.assertIsNone(request._document())
        self.assertFalse(request._content_holds())
        self.assertFalse(self.env.ref("ipai_approvals.category_test", raise_if_not_found=False))
