from odoo import api, fields, models
from odoo.exceptions import UserError


class IpaiApprovalDecision(models.Model):
    _name = "ipai.approval.decision"
    _description = "Approval Decision"
    _order = "id"
    _rec_name = "user_id"
    _check_company_auto = True

    request_id = fields.Many2one(
        "ipai.approval.request", required=True, ondelete="cascade", index=True, readonly=True
    )
    step_id = fields.Many2one(
        "ipai.approval.step", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, precompute=True, index=True
    )
    round = fields.Integer(required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Decided By", required=True, readonly=True)
    on_behalf_id = fields.Many2one("res.users", string="Standing In For", readonly=True)
    verdict = fields.Selection(
        [("approve", "Approved"), ("refuse", "Refused")], required=True, readonly=True
    )
    comment = fields.Char(readonly=True)
    payload_hash = fields.Char(string="Content SHA-256", readonly=True)
    create_date = fields.Datetime(string="Decided On", readonly=True)

    _person_once = models.UniqueIndex(
        "(request_id, round, user_id)", "A person decides a request once."
    )

    def write(self, vals):
        raise UserError(self.env._("A decision does not change."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A decision stays on record."))
