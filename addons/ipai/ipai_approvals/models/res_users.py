from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    ipai_approval_manager_id = fields.Many2one(
        "res.users",
        string="Approval Manager",
        help="Decides the steps of approvals that go to the requester's manager.",
    )

    def _approval_manager(self):
        """Return who decides as this user's manager. Extend where a chart of people exists."""
        self.ensure_one()
        return self.ipai_approval_manager_id

    def _may_decide(self, request):
        """Return whether the account is alive and works for the request's company."""
        self.ensure_one()
        return self.active and not self.share and request.company_id in self.company_ids
