import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class IpaiParityResult(models.Model):
    _name = "ipai.parity.result"
    _description = "Result of an Outside Run"
    _order = "id desc"
    _rec_name = "commit"

    commit = fields.Char(required=True, readonly=True, index=True)
    outcome = fields.Selection(
        [("passed", "Passed"), ("failed", "Failed")], required=True, readonly=True
    )
    passed = fields.Integer(readonly=True)
    failed = fields.Integer(readonly=True)
    url = fields.Char(string="Log", readonly=True)

    @api.constrains("commit", "outcome", "failed")
    def _check_result(self):
        for result in self:
            if not re.fullmatch(r"[0-9a-f]{40}", result.commit or ""):
                raise ValidationError(self.env._("A commit has forty hexadecimal digits."))
            if (result.outcome == "passed") == bool(result.failed):
                raise ValidationError(
                    self.env._("A run passed when nothing failed, and only then.")
                )

    def write(self, vals):
        raise UserError(self.env._("A result is written once."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A result stays."))

    @api.model
    def _latest(self):
        result = self.search([], limit=1)
        return result and {
            "commit": result.commit,
            "outcome": result.outcome,
            "passed": result.passed,
            "failed": result.failed,
            "url": result.url or None,
            "posted_on": fields.Datetime.to_string(result.create_date),
        } or None
