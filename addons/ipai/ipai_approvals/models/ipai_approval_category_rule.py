from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class IpaiApprovalCategoryRule(models.Model):
    _name = "ipai.approval.category.rule"
    _description = "Approval Category Step"
    _order = "category_id, sequence, id"
    _check_company_auto = True

    category_id = fields.Many2one(
        "ipai.approval.category", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="category_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    approver_type = fields.Selection(
        [
            ("user", "People"),
            ("group", "Group"),
            ("manager", "Requester's Manager"),
            ("field", "Person on the Document"),
        ],
        string="Approved By",
        required=True,
        default="user",
    )
    user_ids = fields.Many2many(
        "res.users",
        "ipai_approval_category_rule_user_rel",
        string="People",
        domain=[("share", "=", False)],
    )
    group_id = fields.Many2one("res.groups", ondelete="restrict")
    approver_field = fields.Selection(
        selection="_selection_approver_field", string="Document Field"
    )
    minimum = fields.Integer(
        string="Approvals Needed", required=True, default=1, help="So many different people."
    )
    amount_min = fields.Monetary(
        string="From", help="In company currency; this amount itself is included."
    )
    amount_max = fields.Monetary(
        string="Below", help="In company currency; this amount itself is not included. 0: no limit."
    )
    deadline_days = fields.Integer(
        string="Days to Decide", default=3, help="0: no deadline. Late steps are escalated."
    )
    escalation_id = fields.Many2one(
        "res.users", string="Escalate To", help="May decide too when the step is late."
    )

    _minimum_positive = models.Constraint("CHECK (minimum > 0)", "A step needs one approval.")
    _band_ordered = models.Constraint(
        "CHECK (amount_min >= 0 AND (amount_max = 0 OR amount_max > amount_min))",
        "An amount band ends above its start.",
    )
    _deadline_positive = models.Constraint(
        "CHECK (deadline_days >= 0)", "Days to decide cannot be negative."
    )

    @api.model
    def _selection_approver_field(self):
        return [
            (f"{model}:{name}", f"{self.env[model]._description}: {field.string}")
            for model in self.env["ipai.approval.category"]._guarded_models()
            for name, field in sorted(self.env[model]._fields.items())
            if field.type == "many2one" and field.comodel_name == "res.users" and field.store
        ]

    @api.constrains("approver_type", "user_ids", "group_id", "approver_field")
    def _check_approver(self):
        needed = {"user": "user_ids", "group": "group_id", "field": "approver_field"}
        for rule in self:
            name = needed.get(rule.approver_type)
            if name and not rule[name]:
                raise ValidationError(self.env._("%s: say who approves.", rule.name))
            model = (rule.approver_field or "").partition(":")[0]
            if name == "approver_field" and model != rule.category_id.res_model:
                raise ValidationError(self.env._("%s: the document has no such field.", rule.name))

    def _applies(self, amount):
        """Return whether the amount, in company currency, lies in this step's band."""
        compare = self.category_id.currency_id.compare_amounts
        return compare(amount, self.amount_min) >= 0 and (
            not self.amount_max or compare(amount, self.amount_max) < 0
        )

    def _field_name(self):
        return (self.approver_field or "").partition(":")[2]

    def _candidates(self, request):
        """Return the users who may decide this step of a request."""
        self.ensure_one()
        document = request._document()
        if self.approver_type == "user":
            users = self.user_ids
        elif self.approver_type == "group":
            users = self.group_id.all_user_ids
        elif self.approver_type == "manager":
            users = request.requester_id.with_company(request.company_id)._approval_manager()
        elif document is not None and self._field_name() in document._fields:
            users = document[self._field_name()]
        else:
            raise UserError(self.env._("%s: the document has no such field.", self.name))
        return users.filtered(lambda user: user._may_decide(request)) - request.doer_ids
