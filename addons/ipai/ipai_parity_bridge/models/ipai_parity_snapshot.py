from odoo import api, fields, models


class IpaiParitySnapshot(models.Model):
    _name = "ipai.parity.snapshot"
    _description = "Nightly Runtime Facts"
    _order = "id desc"
    _rec_name = "sha256"

    sha256 = fields.Char(string="SHA-256", required=True, readonly=True, index=True)
    facts = fields.Json(required=True, readonly=True)
    module_count = fields.Integer(readonly=True)
    failing_cron_count = fields.Integer(readonly=True)
    unsent_count = fields.Integer(string="Unsent Mails", readonly=True)

    @api.model
    def _cron_take(self):
        """Keep the facts of tonight if they differ from those kept last."""
        facts = self.env["ipai.parity.facts"]._facts()
        if self.search([], limit=1).sha256 == facts["sha256"]:
            return
        self.create(
            {
                "sha256": facts["sha256"],
                "facts": facts,
                "module_count": len(facts["modules"]),
                "failing_cron_count": len(facts["crons"]["failing"]),
                "unsent_count": facts["mail"]["unsent"],
            }
        )
