import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError


class IpaiEvidenceItem(models.Model):
    _name = "ipai.evidence.item"
    _description = "Sealed Attachment"
    _order = "seal_id, id"

    seal_id = fields.Many2one(
        "ipai.evidence.seal", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="seal_id.company_id", store=True, index=True)
    attachment_id = fields.Many2one(
        "ir.attachment", required=True, readonly=True, index=True, ondelete="restrict"
    )
    name = fields.Char(required=True, readonly=True)
    mimetype = fields.Char(readonly=True)
    size = fields.Integer(readonly=True)
    sha256 = fields.Char(string="SHA-256", required=True, readonly=True)

    @api.model
    def _values(self, attachment):
        """Return what is sealed of an attachment; a link is sealed by its address."""
        content = attachment.raw or (attachment.url or "").encode()
        return {
            "attachment_id": attachment.id,
            "name": attachment.name,
            "mimetype": attachment.mimetype or "",
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }

    def write(self, vals):
        raise UserError(self.env._("A seal does not change."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A seal stays on record."))
