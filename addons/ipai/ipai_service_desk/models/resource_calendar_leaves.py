from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    def _move_deadlines(self, calendars):
        """Plan ongoing service levels anew: holidays are often proclaimed late."""
        if calendars:
            self.env["ipai.sla.status"].sudo().search(
                [("state", "=", "ongoing"), ("policy_id.calendar_id", "in", calendars.ids)]
            )._advance()

    def _desk_calendars(self):
        public = self.sudo().filtered(lambda leave: not leave.resource_id)
        named = public.calendar_id
        companies = public.filtered(lambda leave: not leave.calendar_id).company_id
        domain = [("company_id", "in", [*companies.ids, False])] if companies else [(0, "=", 1)]
        return named | self.env["resource.calendar"].sudo().search(domain)

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._move_deadlines(leaves._desk_calendars())
        return leaves

    def write(self, vals):
        before = self._desk_calendars()
        result = super().write(vals)
        self._move_deadlines(before | self._desk_calendars())
        return result

    def unlink(self):
        calendars = self._desk_calendars()
        result = super().unlink()
        self._move_deadlines(calendars)
        return result
