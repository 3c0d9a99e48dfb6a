from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _approval_manager(self):
        """Where no approval manager is named, the employee's manager decides."""
        return super()._approval_manager() or self.sudo().employee_id.parent_id.user_id
