from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

MANAGER = "ipai_approvals.group_approval_manager"


class IpaiApprovalDelegation(models.Model):
    _name = "ipai.approval.delegation"
    _description = "Approval Delegation"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    user_id = fields.Many2one(
        "res.users",
        string="Absent",
        required=True,
        index=True,
        tracking=True,
        default=lambda self: self.env.user,
    )
    delegate_id = fields.Many2one(
        "res.users",
        string="Stand-in",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        domain=[("share", "=", False)],
    )
    date_from = fields.Date(required=True, tracking=True, default=fields.Date.context_today)
    date_to = fields.Date(required=True, tracking=True, help="The last day.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    category_ids = fields.Many2many(
        "ipai.approval.category", string="Categories", check_company=True, help="Empty: all."
    )
    reason = fields.Char()
    is_manager = fields.Boolean(compute="_compute_is_manager")

    _dates_ordered = models.Constraint(
        "CHECK (date_to >= date_from)", "A delegation cannot end before it starts."
    )
    _two_people = models.Constraint(
        "CHECK (user_id != delegate_id)", "Nobody stands in for themselves."
    )

    @api.depends("user_id", "delegate_id")
    def _compute_display_name(self):
        for item in self:
            item.display_name = f"{item.user_id.name} → {item.delegate_id.name}"

    @api.depends_context("uid")
    def _compute_is_manager(self):
        self.is_manager = self.env.user.has_group(MANAGER)

    @api.constrains("delegate_id", "company_id")
    def _check_delegate(self):
        for item in self:
            if item.delegate_id.share or item.company_id not in item.delegate_id.company_ids:
                raise ValidationError(
                    self.env._("%s does not work for that company.", item.delegate_id.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._check_author()
        return items

    def write(self, vals):
        today = fields.Date.context_today(self)
        own = {name for name in vals if not name.startswith("message_")}
        started = self.filtered(lambda item: item.date_from <= today)
        # What was decided under it must stay explained by it.
        if started and own - {"date_to"}:
            raise UserError(self.env._("A delegation that began can only be ended earlier."))
        if "date_to" in own and started:
            end = fields.Date.to_date(vals["date_to"])
            if started.filtered(lambda item: end > item.date_to or end < min(today, item.date_to)):
                raise UserError(self.env._("A delegation that began can only be ended earlier."))
        result = super().write(vals)
        self._check_author()
        return result

    def _check_author(self):
        """Only the absent person or a manager hands rights on, and nobody to themselves."""
        user = self.env.user
        for item in self:
            if self.env.su or item.user_id == user:
                continue
            if not user.has_group(MANAGER) or item.delegate_id == user:
                raise AccessError(self.env._("You cannot delegate for %s.", item.user_id.name))

    @api.ondelete(at_uninstall=False)
    def _unlink_future_only(self):
        today = fields.Date.context_today(self)
        if self.filtered(lambda item: item.date_from <= today):
            raise UserError(self.env._("A delegation that began stays on record."))

    @api.model
    def _active_for(self, user):
        """Return the delegations under which a user stands in for others today."""
        today = fields.Date.context_today(self)
        return self.sudo().search(
            [
                ("delegate_id", "=", user.id),
                ("date_from", "<=", today),
                ("date_to", ">=", today),
                ("user_id.active", "=", True),
            ]
        )

    def _covers(self, request):
        return self.company_id == request.company_id and (
            not self.category_ids or request.category_id in self.category_ids
        )
