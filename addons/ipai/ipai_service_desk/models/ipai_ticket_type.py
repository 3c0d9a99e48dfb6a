from odoo import fields, models


class IpaiTicketType(models.Model):
    _name = "ipai.ticket.type"
    _description = "Ticket Type"
    _order = "sequence, name"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Char(translate=True, help="Shown to requesters in the portal.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Specialists",
        check_company=True,
        domain="[('share', '=', False)]",
        help="Tickets of this type are assigned among them, where they work in the queue.",
    )

    _name_unique = models.UniqueIndex("(company_id, name)", "This type exists already.")
