from odoo import fields, models


class ProjectTaskType(models.Model):
    _inherit = "project.task.type"

    is_waiting = fields.Boolean(
        string="Waits for the Requester",
        help="Service levels stop counting while a ticket is in this stage.",
    )

    def write(self, vals):
        result = super().write(vals)
        if {"is_waiting", "fold"} & vals.keys():
            tickets = self.env["project.task"].sudo().with_context(active_test=False)
            tickets.search([("is_ticket", "=", True), ("stage_id", "in", self.ids)])._sync_clock()
        return result
