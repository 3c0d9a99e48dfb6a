from odoo import fields, models
from odoo.fields import Domain


class IpaiEvidenceMixin(models.AbstractModel):
    """A document that is sealed, with its attachments, where it passes a point of no return."""

    _name = "ipai.evidence.mixin"
    _description = "Sealed Document"

    seal_ids = fields.One2many(
        "ipai.evidence.seal",
        "res_id",
        string="Seals",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
        copy=False,
        groups="ipai_evidence.group_evidence_auditor",
    )

    def _evidence_content(self):
        """Return, ready for JSON, what the document says and a seal vouches for."""
        self.ensure_one()
        return {}

    def _evidence_attachments(self):
        """Return the attachments that belong to the document."""
        self.ensure_one()
        own = Domain("res_model", "=", self._name) & Domain("res_id", "=", self.id)
        found = self.env["ir.attachment"].sudo().search(own & Domain("res_field", "=", False))
        if "attachment_ids" in self._fields:
            found |= self.sudo().attachment_ids
        return found

    def _seal(self, event):
        """Seal each document under the name of what just happened to it."""
        seals = self.env["ipai.evidence.seal"].sudo()
        for record in self.sudo():
            content, attachments = record._evidence_content(), record._evidence_attachments()
            seals |= seals._append(record, event, content, attachments)
        return seals

    def _sealed_items(self):
        """Return the sealed attachments of a document, each as it was sealed last."""
        items = self.sudo().seal_ids.item_ids.sorted("id")
        return self.env["ipai.evidence.item"].union(
            *{item.attachment_id: item for item in items}.values()
        )
