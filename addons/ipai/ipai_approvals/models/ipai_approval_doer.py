from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from .ipai_approval_mixin import KEY


class IpaiApprovalDoer(models.Model):
    """Who ever wrote a guarded document: the last writer alone would hide the others."""

    _name = "ipai.approval.doer"
    _description = "Writer of a Guarded Document"
    _rec_name = "user_id"

    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")

    _doer_unique = models.UniqueIndex("(res_model, res_id, user_id)", "Known already.")

    @api.model
    def _remember(self, touched):
        """Store {(model, id): user ids} of a transaction that ends."""
        rows = [
            (model, id_, uid)
            for (model, id_), uids in touched.items()
            for uid in uids - {SUPERUSER_ID}
        ]
        for start in range(0, len(rows), 1000):
            values = SQL(", ").join(SQL("%s", row) for row in rows[start : start + 1000])
            self.env.cr.execute(
                SQL(
                    "INSERT INTO ipai_approval_doer (res_model, res_id, user_id) VALUES %s"
                    " ON CONFLICT (res_model, res_id, user_id) DO NOTHING",
                    values,
                )
            )

    @api.model
    def _of(self, records):
        """Return who wrote the documents, this transaction included."""
        known = self.sudo().search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        )
        touched = self.env.cr.precommit.data.get(KEY, {})
        now = {uid for id_ in records.ids for uid in touched.get((records._name, id_), ())}
        return known.user_id | self.env["res.users"].browse(now)
