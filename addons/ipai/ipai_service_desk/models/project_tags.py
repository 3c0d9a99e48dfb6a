from odoo import fields, models


class ProjectTags(models.Model):
    _inherit = "project.tags"

    desk_user_ids = fields.Many2many(
        "res.users",
        "ipai_desk_tag_specialist_rel",
        string="Specialists",
        domain="[('share', '=', False)]",
        help="Tickets with this tag are assigned among them, where they work in the queue.",
    )
