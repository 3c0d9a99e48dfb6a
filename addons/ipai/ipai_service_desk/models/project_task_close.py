from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class ProjectTask(models.Model):
    _inherit = "project.task"

    def _close_ticket(self, reason):
        """Move the ticket to the first folded stage of its queue, with a message why."""
        for ticket in self.sudo():
            stage = ticket.project_id._closing_stage()
            ticket.write({"stage_id": stage.id} if stage else {"state": "1_done"})
            ticket.message_post(
                body=reason, message_type="notification", subtype_xmlid="mail.mt_comment"
            )

    def _close_by_requester(self):
        """Close the ticket for its requester, who is the current user."""
        self.ensure_one()
        ticket = self.sudo()
        if ticket.partner_id != self.env.user.partner_id or not ticket.project_id.desk_portal_close:
            raise AccessError(self.env._("Only the requester closes the ticket."))
        if not ticket.is_ticket or ticket._is_desk_closed():
            raise UserError(self.env._("This ticket is closed."))
        self._close_ticket(self.env._("Closed by the requester."))

    def _reopen_by_requester(self):
        self.ensure_one()
        ticket = self.sudo()
        if ticket.partner_id != self.env.user.partner_id or not ticket.project_id.desk_reopen:
            raise AccessError(self.env._("Only the requester reopens the ticket."))
        if not ticket.active or not ticket._is_desk_closed():
            raise UserError(self.env._("This ticket is open."))
        ticket._reopen_ticket()

    @api.model
    def _cron_follow_up(self):
        """Remind requesters we wait for, then close what stays silent."""
        for project in self.env["project.project"].search([("is_service_desk", "=", True)]):
            for pause in self._silent_pauses(project, project.desk_close_days):
                pause.task_id._close_ticket(
                    self.env._("Closed: no answer for %s days.", project.desk_close_days)
                )
            reminded = self._silent_pauses(project, project.desk_remind_days)
            for pause in reminded.filtered(lambda item: not item.reminded_on):
                pause.task_id._remind_requester()
                pause.reminded_on = fields.Datetime.now()
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _silent_pauses(self, project, days):
        pauses = self.env["ipai.sla.pause"].sudo()
        if not days:
            return pauses
        return pauses.search(
            [
                ("kind", "=", "waiting"),
                ("ended_on", "=", False),
                ("started_on", "<=", fields.Datetime.now() - relativedelta(days=days)),
                ("task_id.project_id", "=", project.id),
            ]
        )

    def _remind_requester(self):
        template = self.env.ref("ipai_service_desk.mail_template_remind", raise_if_not_found=False)
        if template:
            self.message_post_with_source(
                template, message_type="auto_comment", subtype_xmlid="mail.mt_comment"
            )
