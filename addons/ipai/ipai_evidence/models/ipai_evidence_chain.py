from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

GENESIS = "0" * 64


class IpaiEvidenceChain(models.Model):
    """Head of a company's chain: two seals at once queue up at its row."""

    _name = "ipai.evidence.chain"
    _description = "Chain of Seals"
    _rec_name = "company_id"

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    last_number = fields.Integer(readonly=True)
    last_sha256 = fields.Char(string="Last SHA-256", readonly=True, default=GENESIS)

    _company_unique = models.UniqueIndex("(company_id)", "A company has one chain.")

    @api.model
    def _next(self, company):
        """Return the chain of a company, locked until the transaction ends."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO ipai_evidence_chain (company_id, last_number, last_sha256)"
                " VALUES (%s, 0, %s) ON CONFLICT (company_id) DO NOTHING",
                company.id,
                GENESIS,
            )
        )
        # Who comes second is refused by PostgreSQL and tried again by Odoo, with the new head.
        self.env.cr.execute(
            SQL(
                "SELECT id FROM ipai_evidence_chain WHERE company_id = %s FOR UPDATE",
                company.id,
            )
        )
        chain = self.browse(self.env.cr.fetchone()[0])
        chain.invalidate_recordset()
        return chain

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A chain of seals stays on record."))
