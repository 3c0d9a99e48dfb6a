import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MANAGER = "ipai_bir_base.group_bir_manager"
EDITABLE = {"reference", "received_file", "received_filename"}


class IpaiBirCertificate(models.Model):
    _inherit = "ipai.bir.certificate"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Certificates are generated from the ledger."))
        return super().create(vals_list)

    def write(self, vals):
        own = {name for name in vals if self._is_document_field(name)}
        if own and not self.env.su:
            if own - EDITABLE:
                raise AccessError(self.env._("A certificate says what the ledger says."))
            if self.filtered(lambda certificate: certificate.state != "draft"):
                raise UserError(self.env._("An issued certificate can no longer change."))
        return super().write(vals)

    @api.model
    def _is_document_field(self, name):
        # Chatter and portal write their own fields on any document.
        return not name.startswith(("message_", "activity_", "access_", "website_message"))

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        if self.filtered(lambda certificate: certificate.state != "draft"):
            raise UserError(self.env._("An issued certificate stays on record."))

    def action_issue(self):
        """Freeze the certificates, number and print them, and supersede older ones."""
        self._check_manager()
        for certificate in self:
            certificate._check_issuable()
            certificate.supersedes_id.sudo().write({"state": "superseded", "drift": False})
            # The index on issued certificates must see the older one go first.
            self.env.flush_all()
            certificate.sudo()._issue()
        self.activity_feedback(["ipai_bir_withholding.mail_activity_type_chase"])

    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a BIR manager issues or cancels certificates."))
        self.check_access("write")

    def _check_issuable(self):
        self.ensure_one()
        problems = self._find_problems()
        if self.state != "draft":
            problems.append(self.env._("It is no draft."))
        if self.direction == "issued" and self.prepared_by_id == self.env.user:
            problems.append(self.env._("You generated it; somebody else must issue it."))
        if self.direction == "received" and not (self.reference and self.received_file):
            problems.append(self.env._("Enter the customer's reference and attach the document."))
        if not self._agrees_with(self._ledger_rows()):
            problems.append(self.env._("The ledger changed; generate the period again."))
        if problems:
            raise UserError(
                self.env._(
                    "%(certificate)s cannot be issued.\n%(reasons)s",
                    certificate=self.display_name,
                    reasons="\n".join(problems),
                )
            )

    def _ledger_rows(self):
        rows = self.env["ipai.bir.withholding"]._rows(
            self.registration_id, self._kind(), self.period_start, self.period_end
        )
        return {
            (atc, rate): row
            for (partner, atc, rate), row in rows.items()
            if partner == self.partner_id
        }

    def _issue(self):
        partner = self.partner_id
        self.write(
            {
                "state": "issued",
                "name": self._next_number(),
                "payee_name": partner.name,
                "payee_tin": "-".join(partner._bir_tin()),
                "payee_address": ", ".join(
                    filter(None, [partner.street, partner.street2, partner.city])
                ),
                "payee_zip": partner.zip,
                "issued_by_id": self.env.uid,
                "issued_on": fields.Datetime.now(),
            }
        )
        self.content_sha256 = self._content_hash()
        if self.direction == "issued":
            self._print()
        self._seal("issued")

    def _next_number(self):
        sequence = self.env["ir.sequence"].with_company(self.company_id)
        return sequence.next_by_code(f"ipai.bir.certificate.{self.form}.{self.direction}")

    def _print(self):
        """Keep the document as it was issued, with its fingerprint."""
        content, extension = self.env["ir.actions.report"]._render_qweb_pdf(
            "ipai_bir_withholding.action_report_certificate", self.ids
        )
        if isinstance(content, str):
            content = content.encode()
        self.file_sha256 = hashlib.sha256(content).hexdigest()
        self.attachment_id = self.env["ir.attachment"].create(
            {
                "name": f"{self._get_report_base_filename()}.{extension}",
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def action_cancel(self):
        self._check_manager()
        if self.filtered(lambda certificate: certificate.state != "issued"):
            raise UserError(self.env._("Only an issued certificate is cancelled."))
        self.sudo().write({"state": "cancelled", "drift": False})

    def action_send(self):
        """Open the mail composer with the certificate attached."""
        self.ensure_one()
        template = self.env.ref("ipai_bir_withholding.mail_template_certificate")
        return {
            "type": "ir.actions.act_window",
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id,
                "default_attachment_ids": self.attachment_id.ids,
                "default_composition_mode": "comment",
            },
        }

    def action_open_entries(self):
        return self.line_ids.action_open_entries()

    def action_preview(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.get_portal_url(), "target": "self"}
