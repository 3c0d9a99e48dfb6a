from odoo import fields, models


class IpaiApprovalDecide(models.TransientModel):
    _name = "ipai.approval.decide"
    _description = "Decide with a Comment"

    request_id = fields.Many2one("ipai.approval.request", required=True, readonly=True)
    comment = fields.Char()

    def action_approve(self):
        self.request_id.action_approve(self.comment)

    def action_refuse(self):
        self.request_id.action_refuse(self.comment)
