from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

REMINDER_DAYS = (1, 3, 10)
LATE = -1


class IpaiBirFiling(models.Model):
    _inherit = "ipai.bir.filing"

    def _end_reminders(self):
        self.sudo().activity_unlink(["ipai_bir_base.mail_activity_type_deadline"])

    @api.model
    def _cron_remind(self):
        """Remind ten, three and one day ahead, and once when a filing is late."""
        horizon = fields.Date.context_today(self) + timedelta(days=max(REMINDER_DAYS))
        pending = self.search(self._open_domain() & Domain("due_date", "<=", horizon))
        for filing in pending:
            filing._remind()

    def _remind(self):
        today = fields.Date.context_today(self)
        left = (self.due_date - today).days
        stage = LATE if left < 0 else min(days for days in REMINDER_DAYS if left <= days)
        user = self._reminder_user(stage)
        if stage == self.reminder_stage or not user:
            return
        self._end_reminders()
        self.activity_schedule(
            "ipai_bir_base.mail_activity_type_deadline",
            date_deadline=self.due_date,
            user_id=user.id,
            summary=self.env._("%s is overdue", self.name)
            if stage == LATE
            else self.env._("%(filing)s is due in %(days)s day(s)", filing=self.name, days=left),
        )
        self.reminder_stage = stage

    def _reminder_user(self, stage):
        registration = self.registration_id
        first, second = registration.preparer_id, registration.reviewer_id
        return second or first if stage == LATE or self.state != "draft" else first or second
