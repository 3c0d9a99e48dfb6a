import hashlib
import os

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .ipai_evidence_chain import GENESIS

BATCH = 1000


class IpaiEvidenceVerification(models.Model):
    """A run over all seals that believes neither the ORM nor the filestore."""

    _name = "ipai.evidence.verification"
    _description = "Verification of Seals"
    _order = "id desc"
    _rec_name = "create_date"

    create_date = fields.Datetime(string="Verified On", readonly=True)
    create_uid = fields.Many2one("res.users", string="By", readonly=True)
    state = fields.Selection(
        [("clean", "All Agree"), ("broken", "Differences")], required=True, readonly=True
    )
    seal_count = fields.Integer(string="Seals", readonly=True)
    item_count = fields.Integer(string="Attachments", readonly=True)
    findings = fields.Text(readonly=True)

    def write(self, vals):
        raise UserError(self.env._("A verification does not change."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A verification stays on record."))

    @api.model
    def action_verify(self):
        """Verify every seal now and open the result."""
        if not self.env.user.has_group("ipai_evidence.group_evidence_auditor"):
            raise AccessError(self.env._("Only an auditor verifies the seals."))
        found = self.sudo()._verify()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": found.id,
            "view_mode": "form",
        }

    @api.model
    def _cron_verify(self):
        self._verify()

    @api.model
    def _verify(self):
        """Compare seals, chain heads and files with what was sealed; return the record of it."""
        self.env.flush_all()
        items, findings = self._verify_items()
        seals, chain_findings = self._verify_chains(items)
        findings = chain_findings + findings
        return self.create(
            {
                "state": "broken" if findings else "clean",
                "seal_count": seals,
                "item_count": sum(map(len, items.values())),
                "findings": "\n".join(findings) or False,
            }
        )

    def _rows(self, query):
        self.env.cr.execute(query)
        while rows := self.env.cr.dictfetchmany(BATCH):
            yield from rows

    def _verify_items(self):
        """Return the sealed attachments by seal, and what differs in the database or the filestore."""
        items, findings = {}, []
        query = SQL(
            "SELECT i.id, i.seal_id, i.attachment_id, i.name, i.mimetype, i.size, i.sha256,"
            " a.id AS found, a.name AS name_now, a.mimetype AS mimetype_now,"
            " a.store_fname, a.db_datas, a.url, a.res_model, a.res_id"
            " FROM ipai_evidence_item i LEFT JOIN ir_attachment a ON a.id = i.attachment_id"
            " ORDER BY i.id"
        )
        digests = {}
        for row in self._rows(query):
            items.setdefault(row["seal_id"], []).append(row)
            findings += self._item_findings(row, digests)
        return items, findings

    def _item_findings(self, row, digests):
        label = f"{row['name']} (attachment {row['attachment_id']})"
        if not row["found"]:
            return [self.env._("%s: the attachment is gone.", label)]
        findings = []
        if (row["name"], row["mimetype"] or "") != (row["name_now"], row["mimetype_now"] or ""):
            findings.append(self.env._("%(file)s: is now %(name)s.", file=label, name=row["name_now"]))
        key = row["store_fname"] or row["attachment_id"]
        if key not in digests:
            digests[key] = self._file_digest(row)
        if digests[key] is None:
            findings.append(self.env._("%s: its file cannot be read.", label))
        elif digests[key] != row["sha256"]:
            findings.append(self.env._("%s: its content differs from what was sealed.", label))
        return findings

    def _file_digest(self, row):
        if not row["store_fname"]:
            return hashlib.sha256(bytes(row["db_datas"] or (row["url"] or "").encode())).hexdigest()
        path = self.env["ir.attachment"]._full_path(row["store_fname"])
        if not os.path.isfile(path):
            return None
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _verify_chains(self, items):
        seals, findings = self.env["ipai.evidence.seal"], []
        heads, count = {}, 0
        query = SQL("SELECT * FROM ipai_evidence_seal ORDER BY company_id, number")
        for row in self._rows(query):
            count += 1
            number, previous = heads.get(row["company_id"], (0, GENESIS))
            label = f"{row['name']} ({row['number']}, {row['event']})"
            if row["number"] != number + 1 or row["previous_sha256"] != previous:
                findings.append(self.env._("%s: a seal before it is missing.", label))
            if hashlib.sha256((row["content"] or "").encode()).hexdigest() != row["content_sha256"]:
                findings.append(self.env._("%s: its content differs from what was sealed.", label))
            if seals._digest(*seals._sealed(row, items.get(row["id"], []))) != row["sha256"]:
                findings.append(self.env._("%s: the seal itself was changed.", label))
            heads[row["company_id"]] = row["number"], row["sha256"]
        for chain in self._rows(SQL("SELECT * FROM ipai_evidence_chain")):
            head = heads.pop(chain["company_id"], (0, GENESIS))
            if head != (chain["last_number"], chain["last_sha256"]):
                findings.append(
                    self.env._("Company %s: its last seals are missing.", chain["company_id"])
                )
        findings += [self.env._("Company %s: its chain is missing.", company) for company in heads]
        return count, findings
