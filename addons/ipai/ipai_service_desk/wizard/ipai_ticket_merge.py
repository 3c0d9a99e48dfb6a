from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError


class IpaiTicketMerge(models.TransientModel):
    _name = "ipai.ticket.merge"
    _description = "Merge Tickets"

    ticket_ids = fields.Many2many("project.task", string="Tickets", required=True)
    target_id = fields.Many2one(
        "project.task",
        string="Into",
        required=True,
        domain="[('id', 'in', ticket_ids)]",
        help="Keeps its number and its service levels.",
    )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        tickets = self.env["project.task"].browse(self.env.context.get("active_ids", []))
        values["ticket_ids"] = [Command.set(tickets.ids)]
        values["target_id"] = tickets.sorted("ticket_opened_on")[:1].id
        return values

    def action_merge(self):
        """Move what was said to one ticket and archive the others."""
        self.ensure_one()
        if not self.env.user.has_group("ipai_service_desk.group_desk_officer"):
            raise AccessError(self.env._("Only a desk officer merges tickets."))
        others = self.ticket_ids - self.target_id
        self._check_mergeable(others)
        for ticket in others.sudo():
            self._merge(ticket, self.target_id.sudo())
        return self.target_id._get_records_action()

    def _check_mergeable(self, others):
        self.ticket_ids.check_access("write")
        if not others or self.target_id not in self.ticket_ids:
            raise UserError(self.env._("Choose two tickets or more."))
        if self.ticket_ids.filtered(lambda ticket: not ticket.is_ticket):
            raise UserError(self.env._("Only tickets are merged."))
        if len(self.ticket_ids.company_id) > 1 or self.ticket_ids.filtered("merged_into_id"):
            raise UserError(self.env._("Choose tickets of one company that are not merged yet."))

    def _merge(self, ticket, target):
        # Moved messages keep their identifiers: answers to them reach the target.
        ticket.message_change_thread(target)
        ticket.attachment_ids.write({"res_id": target.id})
        target.message_subscribe((ticket.message_partner_ids | ticket.partner_id).ids)
        if ticket.description:
            target.message_post(body=ticket.description)
        number = ticket.ticket_number
        target.message_post(body=self.env._("%s was merged into this ticket.", number))
        ticket.write({"merged_into_id": target.id, "active": False})
        ticket.message_post(body=self.env._("Merged into %s.", target.ticket_number))
