from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

CLOSED = ("approved", "refused", "cancelled")


class IpaiApprovalStep(models.Model):
    _name = "ipai.approval.step"
    _description = "Approval Step"
    _order = "request_id desc, round desc, sequence, id"
    _check_company_auto = True

    request_id = fields.Many2one(
        "ipai.approval.request", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, precompute=True, index=True
    )
    rule_id = fields.Many2one(
        "ipai.approval.category.rule", ondelete="set null", readonly=True, index="btree_not_null"
    )
    round = fields.Integer(required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    name = fields.Char(required=True, readonly=True)
    group_id = fields.Many2one("res.groups", ondelete="restrict", readonly=True)
    minimum = fields.Integer(string="Approvals Needed", required=True, readonly=True)
    approver_ids = fields.Many2many(
        "res.users", "ipai_approval_step_user_rel", string="Approvers", readonly=True
    )
    deadline_days = fields.Integer(readonly=True)
    deadline = fields.Date(readonly=True)
    escalation_id = fields.Many2one("res.users", string="Escalated To", readonly=True)
    escalated_on = fields.Datetime(readonly=True)
    closed_on = fields.Datetime(readonly=True)
    decision_ids = fields.One2many("ipai.approval.decision", "step_id", readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Not Yet"),
            ("pending", "Waiting"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        required=True,
        default="waiting",
        readonly=True,
        index=True,
    )

    def write(self, vals):
        if self.filtered(lambda step: step.state in CLOSED):
            raise UserError(self.env._("A decided step does not change."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A step stays on record."))

    @api.model
    def _create_round(self, request, rules):
        """Create the steps of a round; refuse one that its people could never fill."""
        seats = [rule._candidates(request) for rule in rules for _seat in range(rule.minimum)]
        if not _can_fill(seats):
            raise UserError(
                self.env._(
                    "%s: too few different people can approve this; whoever asked or made the"
                    " document does not count.",
                    request.category_id.name,
                )
            )
        return self.create(
            [
                {
                    "request_id": request.id,
                    "rule_id": rule.id,
                    "round": request.round,
                    "sequence": sequence,
                    "name": rule.name,
                    "minimum": rule.minimum,
                    "group_id": rule.group_id.id if rule.approver_type == "group" else False,
                    "approver_ids": [fields.Command.set(rule._candidates(request).ids)],
                    "deadline_days": rule.deadline_days,
                    "escalation_id": rule.escalation_id.id,
                }
                for sequence, rule in enumerate(rules.sorted())
            ]
        )

    def _open(self):
        today = fields.Date.context_today(self)
        for step in self:
            days = step.deadline_days
            deadline = today + timedelta(days=days) if days else False
            step.write({"state": "pending", "deadline": deadline})

    def _close(self, state):
        self.write({"state": state, "closed_on": fields.Datetime.now()})

    def _accepts(self, user):
        """Return whether this person may still fill a seat; groups are asked anew."""
        self.ensure_one()
        return (
            user in self.approver_ids
            and user._may_decide(self.request_id)
            and (
                not self.group_id
                or self.group_id in user.all_group_ids
                or (self.escalated_on and user == self.escalation_id)
            )
        )

    def _is_filled(self):
        approvals = self.decision_ids.filtered(lambda item: item.verdict == "approve")
        return len(approvals) >= self.minimum

    def _escalate(self):
        """Add the person escalated to, once, unless they asked for it themselves."""
        if self.escalated_on:
            return
        person = self.escalation_id - self.request_id.doer_ids
        self.write(
            {
                "escalated_on": fields.Datetime.now(),
                "approver_ids": [fields.Command.link(user.id) for user in person],
            }
        )
        self.request_id.message_post(
            body=self.env._("%(step)s is late.", step=self.name),
            partner_ids=(self.request_id.requester_id | person).partner_id.ids,
        )


def _can_fill(seats):
    """Return whether every seat gets a person of its own (bipartite matching by paths)."""
    holder = {}

    def place(seat, tried):
        for user in seats[seat]:
            if user in tried:
                continue
            tried.add(user)
            if user not in holder or place(holder[user], tried):
                holder[user] = seat
                return True
        return False

    return all(place(seat, set()) for seat in range(len(seats)))
