import base64

from odoo import api, models
from odoo.exceptions import UserError

# What makes an attachment the one that was sealed: content, name, and what it belongs to.
SEALED = {
    "raw",
    "datas",
    "db_datas",
    "store_fname",
    "checksum",
    "file_size",
    "url",
    "type",
    "name",
    "mimetype",
    "res_model",
    "res_id",
    "res_field",
    "company_id",
}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        if SEALED & vals.keys():
            for attachment in self._sealed():
                if attachment._seal_broken_by(vals):
                    attachment._refuse_sealed()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_sealed(self):
        for attachment in self._sealed():
            attachment._refuse_sealed()

    def _sealed(self):
        """Return those of the attachments that a seal names, whoever asks."""
        items = self.env["ipai.evidence.item"].sudo()
        return items.search([("attachment_id", "in", self.ids)]).attachment_id

    def _seal_broken_by(self, vals):
        """Storage may move: what is written again as it is breaks nothing."""
        for name in SEALED & vals.keys():
            value = vals[name]
            if name == "datas":
                name, value = "raw", base64.b64decode(value or b"")
            before = self[name]
            if isinstance(before, models.BaseModel):
                before = before.id
            if isinstance(value, str) and name == "raw":
                value = value.encode()
            if (before or False) != (value or False):
                return True
        return False

    def _refuse_sealed(self):
        seal = self.env["ipai.evidence.item"].sudo().search(
            [("attachment_id", "=", self.id)], limit=1
        ).seal_id
        raise UserError(
            self.env._(
                "%(file)s is sealed evidence of %(document)s (%(event)s) and can no longer"
                " change. Attach a new file beside it.",
                file=self.name,
                document=seal.name,
                event=seal.event,
            )
        )
