from odoo import api, models


class IpaiApprovalLineMixin(models.AbstractModel):
    """Lines of a guarded document: changing them changes what was approved."""

    _name = "ipai.approval.line.mixin"
    _description = "Line of a Guarded Document"

    _approval_parent = ""

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines[self._approval_parent]._approval_touch()
        return lines

    def write(self, vals):
        parents = self[self._approval_parent]
        result = super().write(vals)
        (parents | self[self._approval_parent])._approval_touch()
        return result

    def unlink(self):
        parents = self[self._approval_parent]
        result = super().unlink()
        parents._approval_touch()
        return result
