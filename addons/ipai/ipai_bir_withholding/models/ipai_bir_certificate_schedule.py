from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class IpaiBirCertificate(models.Model):
    _inherit = "ipai.bir.certificate"

    @api.model
    def _last_quarter(self, today):
        end = today.replace(day=1) - relativedelta(months=(today.month - 1) % 3, days=1)
        return end.replace(day=1) - relativedelta(months=2), end

    @api.model
    def _cron_generate(self):
        """Draft last quarter's certificates, those to ask customers for included."""
        today = fields.Date.context_today(self)
        start, end = self._last_quarter(today)
        registrations = self.env["ipai.bir.registration"].search([])
        for done, registration in enumerate(registrations, start=1):
            for direction in ("issued", "received"):
                self._generate(registration, "2307", direction, start, end)
            self._check_drift(registration, start - relativedelta(years=1))
            remaining = len(registrations) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break

    @api.model
    def _check_drift(self, registration, since):
        """Flag issued certificates whose entries changed since."""
        issued = self.search(
            [
                ("registration_id", "=", registration.id),
                ("state", "=", "issued"),
                ("period_end", ">=", since),
            ]
        )
        periods = issued.grouped(
            lambda item: (item._kind(), item.period_start, item.period_end)
        )
        for (kind, start, end), certificates in periods.items():
            rows = self.env["ipai.bir.withholding"]._rows(registration, kind, start, end)
            for certificate in certificates:
                own = {
                    (atc, rate): row
                    for (partner, atc, rate), row in rows.items()
                    if partner == certificate.partner_id
                }
                certificate._set_drift(not certificate._agrees_with(own))

    def _set_drift(self, drift):
        if drift == self.drift:
            return
        self.sudo().drift = drift
        user = self.registration_id.preparer_id
        if drift and user:
            self.activity_schedule(
                "ipai_bir_withholding.mail_activity_type_drift",
                user_id=user.id,
                summary=self.env._("The ledger of %s changed after issue", self.display_name),
            )

    @api.model
    def _cron_chase(self):
        """Ask for certificates that customers owe us since the 20th."""
        today = fields.Date.context_today(self)
        overdue = self.search(
            [
                ("direction", "=", "received"),
                ("state", "=", "draft"),
                ("period_end", "<", today - relativedelta(days=20)),
            ]
        )
        chased = overdue.activity_search(["ipai_bir_withholding.mail_activity_type_chase"])
        for certificate in overdue - self.browse(chased.mapped("res_id")):
            user = certificate.registration_id.preparer_id
            if user:
                certificate.activity_schedule(
                    "ipai_bir_withholding.mail_activity_type_chase",
                    user_id=user.id,
                    summary=self.env._("Ask %s for the 2307", certificate.partner_id.name),
                )
