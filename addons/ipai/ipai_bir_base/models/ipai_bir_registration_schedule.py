from odoo import api, fields, models


class IpaiBirRegistration(models.Model):
    _inherit = "ipai.bir.registration"

    def action_create_filings(self):
        """Create what the scheduled action would create, now."""
        self.check_access("write")
        filings = self.sudo()._create_filings()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if filings else "info",
                "message": self.env._("%s filing(s) created.", len(filings)),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _create_filings(self, days=90):
        """Create the missing filings that fall due up to ``days`` ahead."""
        return self.env["ipai.bir.filing"].create(
            [values for registration in self for values in registration._missing(days)]
        )

    def _missing(self, days):
        self.ensure_one()
        today = fields.Date.context_today(self)
        last_due = fields.Date.add(today, days=days)
        if self.track_until:
            last_due = min(last_due, self.track_until)
        # A rule reaches at most twelve months past its period.
        first_end = fields.Date.subtract(self.track_from, months=14)
        known = {
            (obligation.id, period_end)
            for obligation, period_end in self.env["ipai.bir.filing"]._read_group(
                [("registration_id", "=", self.id), ("period_end", ">=", first_end)],
                ["obligation_id", "period_end:day"],
            )
        }
        working_dates = self.calendar_id._bir_working_dates(
            first_end,
            fields.Date.add(max(last_due, self.track_from), months=14),
        )
        for obligation in self.obligation_ids:
            for start, end in obligation._periods(
                int(self.fiscal_month), first_end, last_due
            ):
                due = obligation._due_date(end, self.efps_group, working_dates)
                is_wanted = due and self.track_from <= due <= last_due
                if is_wanted and (obligation.id, end) not in known:
                    yield {
                        "registration_id": self.id,
                        "obligation_id": obligation.id,
                        "period_start": start,
                        "period_end": end,
                    }

    @api.model
    def _cron_create_filings(self, days=90):
        """Create filings ahead and follow holidays entered since."""
        registrations = self.search([])
        registrations.calendar_id._bir_load_holidays()
        cron = self.env["ir.cron"]
        for done, registration in enumerate(registrations, start=1):
            registration._create_filings(days)
            registration.filing_ids._refresh_due_dates()
            if not cron._commit_progress(1, remaining=len(registrations) - done):
                break
