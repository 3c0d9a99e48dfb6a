from odoo import api, models
from odoo.exceptions import UserError

CONTENT = {"datas", "raw", "db_datas", "store_fname", "url", "type", "res_model", "res_id"}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        if CONTENT & vals.keys():
            self._check_bir_evidence()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_bir_evidence(self):
        self._check_bir_evidence()

    def _check_bir_evidence(self):
        """Refuse to touch the evidence of what was already filed."""
        filing_ids = [
            attachment.res_id
            for attachment in self
            if attachment.res_model == "ipai.bir.filing" and attachment.res_id
        ]
        if not filing_ids:
            return
        filings = self.env["ipai.bir.filing"].sudo().browse(filing_ids).exists()
        evidence = filings.filtered("is_filed").attachment_ids & self.sudo()
        if evidence:
            raise UserError(
                self.env._(
                    "%s is evidence of a filed return and can no longer change.",
                    evidence[0].name,
                )
            )
