from odoo import api, fields, models


class IpaiApprovalMixin(models.AbstractModel):
    _inherit = "ipai.approval.mixin"

    ipai_approval_state = fields.Selection(
        [
            ("none", "Not Needed"),
            ("required", "To Request"),
            ("pending", "Waiting"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        string="Approval",
        compute="_compute_ipai_approval",
        search="_search_ipai_approval_state",
    )
    ipai_approval_text = fields.Char(compute="_compute_ipai_approval")
    ipai_approval_count = fields.Integer(compute="_compute_ipai_approval_count")

    def _compute_ipai_approval(self):
        standing = self.filtered("id")._approval_standing()
        for record in self:
            state, request = standing.get(record.id, ("none", None))
            record.ipai_approval_state = state
            record.ipai_approval_text = record._approval_text(state, request)

    def _approval_text(self, state, request):
        if state == "pending":
            names = ", ".join(request.approver_ids.sorted("name").mapped("name"))
            return self.env._("%(request)s waits for %(people)s.", request=request.reference,
                              people=names)
        if state == "refused":
            reason = request.decision_ids[-1:].comment
            return self.env._("%(request)s was refused: %(reason)s", request=request.reference,
                              reason=reason)
        if state == "approved":
            names = ", ".join(request.decision_ids.user_id.sorted("name").mapped("name"))
            return self.env._("%(request)s was approved by %(people)s.",
                              request=request.reference, people=names)
        if state == "required":
            return self.env._("Needs approval before it is confirmed.")
        return False

    @api.model
    def _search_ipai_approval_state(self, operator, value):
        if operator != "in" or not {"pending", "approved", "refused"}.issuperset(value):
            return NotImplemented
        requests = self.env["ipai.approval.request"].sudo()._search(
            [("res_model", "=", self._name), ("state", "in", list(value))]
        )
        return [("id", "in", requests.subselect("res_id"))]

    def _compute_ipai_approval_count(self):
        counted = self.env["ipai.approval.request"]._read_group(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"], ["__count"]
        )
        counts = dict(counted)
        for record in self:
            record.ipai_approval_count = counts.get(record.id, 0)
