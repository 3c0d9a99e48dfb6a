import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError


class IpaiEvidenceSeal(models.Model):
    _name = "ipai.evidence.seal"
    _description = "Seal"
    _order = "company_id, number desc"
    _rec_names_search = ["name"]

    name = fields.Char(string="Document", required=True, readonly=True)
    number = fields.Integer(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    event = fields.Char(required=True, readonly=True)
    res_model = fields.Char(string="Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field="res_model", required=True, readonly=True
    )
    user_id = fields.Many2one("res.users", string="Sealed By", required=True, readonly=True)
    sealed_on = fields.Datetime(required=True, readonly=True)
    content = fields.Text(readonly=True, groups="ipai_evidence.group_evidence_auditor")
    content_sha256 = fields.Char(string="Content SHA-256", required=True, readonly=True)
    item_ids = fields.One2many("ipai.evidence.item", "seal_id", string="Attachments", readonly=True)
    previous_sha256 = fields.Char(string="Previous SHA-256", required=True, readonly=True)
    sha256 = fields.Char(string="SHA-256", required=True, readonly=True)

    _number_unique = models.UniqueIndex("(company_id, number)", "A seal has its own number.")
    _document_index = models.Index("(res_model, res_id)")

    @api.depends("name", "event")
    def _compute_display_name(self):
        for seal in self:
            seal.display_name = f"{seal.number} · {seal.name} · {seal.event}"

    @api.model
    def _digest(self, head, items):
        """Return the SHA-256 of a seal: what it says, its attachments, and the seal before."""
        return hashlib.sha256(json.dumps([head, items]).encode()).hexdigest()

    @api.model
    def _append(self, record, event, content, attachments):
        """Append the seal of a document to its company's chain and return it."""
        company = record.company_id if "company_id" in record._fields else self.env.company
        chain = self.env["ipai.evidence.chain"]._next(company or self.env.company)
        text = json.dumps(content, sort_keys=True, default=str)
        items = [item for item in map(self.env["ipai.evidence.item"]._values, attachments)]
        values = {
            "name": record.display_name,
            "number": chain.last_number + 1,
            "company_id": chain.company_id.id,
            "event": event,
            "res_model": record._name,
            "res_id": record.id,
            "user_id": self.env.uid,
            "sealed_on": fields.Datetime.now(),
            "content": text,
            "content_sha256": hashlib.sha256(text.encode()).hexdigest(),
            "previous_sha256": chain.last_sha256,
        }
        digest = self._digest(*self._sealed(values, items))
        seal = self.create(
            {**values, "sha256": digest, "item_ids": [fields.Command.create(i) for i in items]}
        )
        chain.write({"last_number": seal.number, "last_sha256": digest})
        return seal

    @api.model
    def _sealed(self, values, items):
        """Return head and attachments in the order in which they are hashed."""
        head = [
            values["company_id"],
            values["number"],
            values["previous_sha256"],
            values["name"],
            values["event"],
            values["res_model"],
            values["res_id"],
            values["user_id"],
            fields.Datetime.to_string(values["sealed_on"]),
            values["content_sha256"],
        ]
        return head, [
            [item["attachment_id"], item["name"], item["mimetype"], item["size"], item["sha256"]]
            for item in sorted(items, key=lambda item: item["attachment_id"])
        ]

    def write(self, vals):
        raise UserError(self.env._("A seal does not change."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A seal stays on record."))

    def action_open_document(self):
        self.ensure_one()
        if self.res_model not in self.env or not self.env[self.res_model].browse(self.res_id).exists():
            raise UserError(self.env._("The document is gone."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
