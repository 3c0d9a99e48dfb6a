from odoo import api, models


class IpaiApprovalLineMixin(models.AbstractModel):
    """Lines of a guarded document: changing them changes what was approved."""

    _name = "ipai.approval.line.mixin"
    _description = "Line of a Guarded Document"

    _approval_parent = ""

    @api.model
    def _approval_parents(self, ids):
        return self.env[self._fields[self._approval_parent].comodel_name].browse(ids)

    @api.model_create_multi
    def create(self, vals_list):
        parents = {vals.get(self._approval_parent) for vals in vals_list} - {None, False}
        self._approval_parents(parents)._approval_watch()
        lines = super().create(vals_list)
        lines[self._approval_parent]._approval_touch()
        return lines

    def write(self, vals):
        parents = self[self._approval_parent]
        parents |= self._approval_parents({vals.get(self._approval_parent)} - {None, False})
        parents._approval_watch()
        result = super().write(vals)
        (parents | self[self._approval_parent])._approval_touch()
        return result

    def unlink(self):
        parents = self[self._approval_parent]
        parents._approval_watch()
        result = super().unlink()
        parents._approval_touch()
        return result
