from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class IpaiSegregationException(models.Model):
    """A conflict that somebody answers for, until a day."""

    _name = "ipai.segregation.exception"
    _description = "Segregation Exception"
    _inherit = ["mail.thread"]
    _order = "date_to desc, id desc"
    _rec_name = "reason"

    user_id = fields.Many2one("res.users", required=True, index=True, tracking=True)
    rule_id = fields.Many2one(
        "ipai.segregation.rule", required=True, index=True, ondelete="restrict", tracking=True
    )
    owner_id = fields.Many2one(
        "res.users",
        required=True,
        tracking=True,
        default=lambda self: self.env.user,
        help="Answers for it, and is somebody else.",
    )
    reason = fields.Char(required=True, tracking=True, help="And what is done instead.")
    date_from = fields.Date(required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="Until", required=True, tracking=True)
    is_active = fields.Boolean(compute="_compute_is_active", search="_search_is_active")

    _dates_ordered = models.Constraint(
        "CHECK (date_to >= date_from)", "An exception cannot end before it starts."
    )
    _two_people = models.Constraint(
        "CHECK (user_id != owner_id)", "Nobody answers for an exception of their own."
    )

    def _compute_is_active(self):
        today = fields.Date.context_today(self)
        for item in self:
            item.is_active = item.date_from <= today <= item.date_to

    @api.model
    def _search_is_active(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        current = fields.Domain("date_from", "<=", today) & fields.Domain("date_to", ">=", today)
        return current if True in value else ~current

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        if not self.env.su and self.env.user in items.user_id:
            raise ValidationError(self.env._("Nobody grants an exception to themselves."))
        return items

    @api.constrains("date_from", "date_to")
    def _check_length(self):
        for item in self:
            if (item.date_to - item.date_from).days > 366:
                raise ValidationError(self.env._("An exception lasts a year at most."))

    def write(self, vals):
        own = {name for name in vals if not name.startswith("message_")}
        if own - {"date_to"} and not self.env.su:
            raise UserError(self.env._("An exception is ended and given anew, not rewritten."))
        if "date_to" in own:
            end = fields.Date.to_date(vals["date_to"])
            if self.filtered(lambda item: end > item.date_to):
                raise UserError(self.env._("An exception is not prolonged: give a new one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_future_only(self):
        if self.filtered(lambda item: item.date_from <= fields.Date.context_today(item)):
            raise UserError(self.env._("An exception that began stays on record."))
