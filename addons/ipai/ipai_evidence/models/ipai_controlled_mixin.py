from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError, UserError

CHATTER = ("message_", "activity_", "website_message_")


class Freeze(NamedTuple):
    """What a client may no longer do with a record while the field at ``path`` has a value."""

    path: str  # "state", or the state of a parent: "period_id.state"
    states: tuple
    message: str
    fields: tuple = ()  # none named: every field, and creating and deleting the record too
    keeps: tuple = ()  # fields that stay open all the same
    unless: str = ""  # group whose members may
    unlink: bool = False  # deleting is refused too where fields are named


class IpaiControlledMixin(models.AbstractModel):
    """Fields, relations and parents that freeze by state, declared once per model.

    Buttons move documents as superuser after checks of their own; whatever comes from a
    client (form, RPC, import, copy, commands of a parent's one2many) passes here.
    """

    _name = "ipai.controlled.mixin"
    _description = "Controlled Fields"

    @api.model
    def _controls(self):
        """Return the list of ``Freeze`` of this model."""
        return []

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for freeze in self._controls_on_client():
            # A parent's state alone forbids birth: the record's own state is only beginning.
            if "." in freeze.path and not freeze.fields:
                records._refuse_frozen(freeze)
        return records

    def write(self, vals):
        names = {name for name in vals if name in self._fields and not name.startswith(CHATTER)}
        freezes = [
            freeze
            for freeze in self._controls_on_client()
            if names.difference(freeze.keeps).intersection(freeze.fields or names)
        ]
        for freeze in freezes:
            self._refuse_frozen(freeze)
        result = super().write(vals)
        for freeze in freezes:
            # A record moved to a frozen parent changes that parent.
            if freeze.path.split(".")[0] in names:
                self._refuse_frozen(freeze)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        for freeze in self._controls_on_client():
            if freeze.unlink or not freeze.fields:
                self._refuse_frozen(freeze)

    def _controls_on_client(self):
        if self.env.su:
            return []
        user = self.env.user
        return [item for item in self._controls() if not (item.unless and user.has_group(item.unless))]

    def _refuse_frozen(self, freeze):
        for record in self.sudo():
            if set(record.mapped(freeze.path)).intersection(freeze.states):
                error = AccessError if freeze.unless else UserError
                raise error(f"{record.display_name}: {freeze.message}")
