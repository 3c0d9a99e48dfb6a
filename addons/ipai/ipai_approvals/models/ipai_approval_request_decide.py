from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .ipai_approval_request_workflow import ACTIVITY

MANAGER = "ipai_approvals.group_approval_manager"


class IpaiApprovalRequest(models.Model):
    _inherit = "ipai.approval.request"

    def action_approve(self, comment=False):
        """Approve the current step as the person asked, or standing in for them."""
        self._decide("approve", comment)

    def action_refuse(self, comment=False):
        """Refuse the request; it needs a reason."""
        if not (comment or "").strip():
            raise UserError(self.env._("Enter why you refuse."))
        self._decide("refuse", comment)

    def action_ask_reason(self):
        self.ensure_one()
        self._check_still_asked()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide with a Comment"),
            "res_model": "ipai.approval.decide",
            "view_mode": "form",
            "target": "new",
            "context": {**self.env.context, "default_request_id": self.id},
        }

    def _check_still_asked(self):
        """Refuse who may not read it; who was asked and came too late is told so."""
        try:
            self.check_access("read")
        except AccessError:
            for request in self.sudo().exists():
                if self.env.user in request.doer_ids:
                    raise AccessError(
                        self.env._("Whoever asked for it or made it does not decide.")
                    ) from None
                decided = request.decision_ids.user_id.sorted("name").mapped("name")
                if self.env.user in request.step_ids.approver_ids and request.state != "pending":
                    raise UserError(
                        self.env._(
                            "%(request)s no longer waits for you: %(people)s decided it.",
                            request=request.display_name,
                            people=", ".join(decided) or self.env._("somebody else"),
                        )
                    ) from None
            raise

    def _decide(self, verdict, comment):
        self._check_still_asked()
        self._lock()
        for request in self:
            step, principal = request._seat()
            request._check_seen()
            decision = {
                "request_id": request.id,
                "step_id": step.id,
                "round": request.round,
                "user_id": self.env.uid,
                "on_behalf_id": principal.id if principal != self.env.user else False,
                "verdict": verdict,
                "comment": comment,
                "payload_hash": request.payload_hash,
            }
            sudo = request.sudo()
            self.env["ipai.approval.decision"].sudo().create(decision)
            # A written row makes whoever decides at the same moment try again.
            sudo.decided_on = fields.Datetime.now()
            sudo.activity_feedback([ACTIVITY], user_id=self.env.uid, feedback=comment or None)
            if verdict == "refuse":
                step.sudo()._close("refused")
                sudo._finish("refused", comment)
            elif step.sudo()._is_filled():
                step.sudo()._close("approved")
                sudo._advance()

    def _seat(self):
        """Return the step and the person whose say the current user has, or refuse."""
        self.ensure_one()
        user = self.env.user
        if self.state != "pending":
            raise UserError(self.env._("%s does not wait for a decision.", self.display_name))
        if user in self.doer_ids:
            raise AccessError(self.env._("Whoever asked for it or made it does not decide."))
        if user in self.barred_ids:
            raise UserError(self.env._("You decided already; somebody else must."))
        delegations = self.env["ipai.approval.delegation"]._active_for(user)
        principals = user | delegations.filtered(lambda item: item._covers(self)).user_id
        sudo = self.sudo()
        for principal in principals - sudo.barred_ids:
            for step in sudo.step_ids.filtered(lambda item: item.state == "pending"):
                if step._accepts(principal) and user._may_decide(sudo):
                    return step, principal
        raise AccessError(self.env._("%s does not wait for you.", self.display_name))

    def _check_seen(self):
        """Refuse a decision about content that changed since it was shown."""
        document = self._document()
        seen = self.env.context.get("approval_round", self.round)
        if seen != self.round or (document and document._approval_hash() != self.payload_hash):
            raise UserError(self.env._("The document changed: look at it again."))

    def action_cancel(self):
        """Withdraw a request, or an approval that was not used yet."""
        is_manager = self.env.user.has_group(MANAGER)
        self.check_access("read")
        self._lock()
        for request in self:
            if request.requester_id != self.env.user and not is_manager:
                raise AccessError(self.env._("Only the requester or a manager cancels a request."))
            if request.state not in ("draft", "pending", "approved"):
                raise UserError(self.env._("%s is closed.", request.display_name))
            document = request._document()
            if request.state == "approved" and document and not document._approval_open():
                raise UserError(self.env._("The approval was used: the document is confirmed."))
            request.sudo()._finish(
                "cancelled", self.env._("Cancelled by %s.", self.env.user.name)
            )
