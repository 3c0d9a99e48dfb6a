from odoo import fields, models


class ProjectTask(models.Model):
    _inherit = "project.task"

    def _message_post_after_hook(self, message, msg_vals):
        result = super()._message_post_after_hook(message, msg_vals)
        ticket = self.sudo()
        if ticket.is_ticket and ticket._is_conversation(message.sudo()):
            author = message.sudo().author_id
            if ticket._is_from_desk(author):
                ticket._stamp_first_response()
            elif author != self.env.ref("base.partner_root"):
                ticket._requester_answered()
        return result

    def _is_conversation(self, message):
        is_written = message.message_type in ("comment", "email", "email_outgoing")
        return is_written and not message.is_internal and not message.subtype_id.internal

    def _is_from_desk(self, author):
        is_internal = any(not user.share for user in author.user_ids)
        return is_internal and author != self.partner_id

    def _stamp_first_response(self):
        if not self.first_response_on:
            self.first_response_on = fields.Datetime.now()
            self._sync_clock()

    def _requester_answered(self):
        """Take a ticket back to work that waited, or that was closed too early."""
        project = self.project_id
        if self._pause_kind() and self.active and project.desk_reopen:
            self._reopen_ticket()

    def _reopen_ticket(self):
        stage = self.project_id._work_stage()
        self.write({**({"stage_id": stage.id} if stage else {}), "state": "01_in_progress"})
