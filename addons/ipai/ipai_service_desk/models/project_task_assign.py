from odoo import Command, fields, models


class ProjectTask(models.Model):
    _inherit = "project.task"

    def _assign_tickets(self):
        """Assign tickets nobody has, by the method of their queue."""
        loose = self.filtered(lambda ticket: not ticket.user_ids)
        for project, tickets in loose.grouped("project_id").items():
            if project.desk_assign_method != "manual":
                tickets._assign_among(project, project.desk_member_ids._desk_present())

    def _assign_among(self, project, present):
        load = self._desk_load(project, present)
        for ticket in self:
            specialists = ticket.ticket_type_id.user_ids | ticket.tag_ids.desk_user_ids
            able = present & specialists or present
            if able:
                user = ticket._next_assignee(project, able, load)
                ticket.user_ids = [Command.set(user.ids)]
                load[user] += 1

    def _next_assignee(self, project, able, load):
        if project.desk_assign_method == "balanced":
            return min(able, key=lambda user: (load[user], user.id))
        ordered = able.sorted("id")
        after = ordered.filtered(lambda user: user.id > project.desk_last_user_id.id)
        project.desk_last_user_id = user = (after or ordered)[0]
        return user

    def _desk_load(self, project, users):
        groups = self._read_group(
            [
                ("project_id", "=", project.id),
                ("is_ticket", "=", True),
                ("is_closed", "=", False),
                ("user_ids", "in", users.ids),
            ],
            ["user_ids"],
            ["__count"],
        )
        return {**dict.fromkeys(users, 0), **dict(groups)}


class ResUsers(models.Model):
    _inherit = "res.users"

    def _desk_present(self):
        """Return the active users who are not on leave now."""
        now = fields.Datetime.now()
        absences = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("resource_id.user_id", "in", self.ids),
                    ("date_from", "<=", now),
                    ("date_to", ">", now),
                ]
            )
        )
        return self.filtered("active") - absences.resource_id.user_id
