from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, ValidationError

from ..controllers.parity import READ_SCOPE, WRITE_SCOPE


class IpaiParityKey(models.TransientModel):
    _name = "ipai.parity.key"
    _description = "New Parity Key"

    name = fields.Char(string="Used By", required=True)
    use = fields.Selection(
        [("read", "Read facts"), ("write", "Post results")], required=True, default="read"
    )
    days = fields.Integer(string="Valid For (Days)", required=True, default=90)

    def action_create(self):
        """Show a new key of the service user, once."""
        self.ensure_one()
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators create keys."))
        if not 1 <= self.days <= 366:
            raise ValidationError(self.env._("A key is valid from one day to a year."))
        user = self.env.ref("ipai_parity_bridge.user_service")
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        key = keys._generate(
            READ_SCOPE if self.use == "read" else WRITE_SCOPE,
            self.name,
            fields.Datetime.now() + timedelta(days=self.days),
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.users.apikeys.show",
            "name": self.env._("Parity Key Ready"),
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_key": key},
        }
