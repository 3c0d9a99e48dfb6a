from odoo import api, models
from odoo.exceptions import AccessError

MANAGER = "ipai_bir_base.group_bir_manager"


class IpaiBirComputed(models.AbstractModel):
    """Document that Odoo computes from the ledger and that feeds the filing of a return."""

    _name = "ipai.bir.computed"
    _description = "Computed BIR Document"

    @api.model
    def _client_fields(self):
        """Return the names of the fields that a client may write."""
        return set()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_client_values(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_client_values(vals)
        return super().write(vals)

    @api.model
    def _check_client_values(self, vals):
        closed = {
            name
            for name in vals
            if name in self._fields
            and name not in self._client_fields()
            and not name.startswith(("message_", "activity_"))
        }
        if closed and not self.env.su:
            raise AccessError(self.env._("These fields are computed: %s.", ", ".join(closed)))

    def _check_manager(self, refusal):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(refusal)
        self.check_access("write")

    def _find_filing(self, code):
        """Return the latest filing of the return with this code for the document's period."""
        return self.env["ipai.bir.filing"].search(
            [
                ("registration_id", "=", self.registration_id.id),
                ("obligation_id.code", "=", code),
                ("period_end", "=", self.period_end),
            ],
            order="amendment_no desc",
            limit=1,
        )

    def action_open_filing(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ipai.bir.filing",
            "res_id": self.filing_id.id,
            "view_mode": "form",
        }
